const { ENGINES } = require('./requirements.cjs')
const { bad, compareVersion, missing, ok, unknown } = require('./result.cjs')

/** DaemonSets of network plugins that enforce network policies (kindnet since kind 0.24). */
const ENFORCING = /^(anetd|antrea-agent|calico-node|canal|cilium|kindnet|kube-router|ovnkube-node|weave-net)$/
const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class'

async function checkCluster(machine) {
  const version = await serverVersion(machine)
  return version ? compareVersion(version, ENGINES.kubernetes) : missing('none responds to kubectl')
}

/** minikube or kind, which make a cluster: needed only where none responds. */
async function checkLocalCluster(machine) {
  const programs = ['minikube', 'kind']
  const ran = await Promise.all(programs.map((program) => machine.run(program, 'version')))
  const installed = programs.filter((_, i) => ran[i].ok)
  if (installed.length > 0) return ok(installed.join(', '))
  return (await serverVersion(machine)) ? ok('not needed: a cluster responds') : missing()
}

const checkStorageClass = inCluster(['storageclasses'], (items) => {
  const standard = items.find(({ metadata: { annotations = {} } }) => annotations[IS_DEFAULT] === 'true')
  return standard ? ok(standard.metadata.name) : missing('none is the default')
})

const checkMetricsServer = inCluster(['apiservices'], (items) => {
  const service = items.find(({ metadata }) => metadata.name === 'v1beta1.metrics.k8s.io')
  if (!service) return missing()
  const { conditions = [] } = service.status
  const available = conditions.some(({ type, status }) => type === 'Available' && status === 'True')
  return available ? ok('') : bad('wrong', 'does not respond')
})

/** The API accepts policies whether or not something enforces them, and a plugin may be one that is not in the list. */
const checkNetworkPolicies = inCluster(['daemonsets', '--all-namespaces'], (items) => {
  const plugin = items.map(({ metadata }) => metadata.name).find((name) => ENFORCING.test(name))
  return plugin
    ? ok(`enforced by ${plugin}`)
    : unknown('no plugin that is known to enforce them; minikube start --cni calico adds one')
})

/** The version of the cluster in kubectl's current context, or undefined where none responds. */
async function serverVersion({ run }) {
  const { stdout } = await run('kubectl', 'version', '--output', 'json', '--request-timeout=2s')
  const { serverVersion: server } = parse(stdout)
  return server && server.gitVersion
}

/** A check of what `kubectl get` lists. What is forbidden, or cannot be read, is not known. */
function inCluster(what, look) {
  return async (machine) => {
    if (!(await serverVersion(machine))) return missing('no cluster responds', '')
    const get = ['get', ...what, '--output', 'json', '--request-timeout=2s']
    const { items } = parse((await machine.run('kubectl', ...get)).stdout)
    return Array.isArray(items) ? look(items) : unknown('kubectl cannot list it')
  }
}

function parse(json) {
  try {
    return Object(JSON.parse(json))
  } catch {
    return {}
  }
}

module.exports = {
  checkCluster,
  checkLocalCluster,
  checkMetricsServer,
  checkNetworkPolicies,
  checkStorageClass,
}
