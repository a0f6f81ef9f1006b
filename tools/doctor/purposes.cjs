/** What a machine can be for, in the order of what each adds. */
const ALL = ['start', 'compose', 'kubernetes', 'workshop']
const WITH_CONTAINERS = ['compose', 'kubernetes', 'workshop']
const WITH_CLUSTER = ['kubernetes', 'workshop']

module.exports = { ALL, WITH_CLUSTER, WITH_CONTAINERS }
