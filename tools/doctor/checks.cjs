const { CONTAINER_CHECKS } = require('./containers.cjs')
const { KUBERNETES_CHECKS } = require('./kubernetes.cjs')
const { MACHINE_CHECKS } = require('./this-machine.cjs')
const { NETWORK_CHECKS } = require('./network.cjs')

/**
 * All that the doctor looks at, in the order in which it is printed.
 * @type {import('./examine.cjs').Check[]}
 */
const CHECKS = [...MACHINE_CHECKS, ...NETWORK_CHECKS, ...CONTAINER_CHECKS, ...KUBERNETES_CHECKS]

module.exports = { CHECKS }
