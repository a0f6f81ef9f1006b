const cluster = require('./cluster.cjs')
const { WITH_CLUSTER } = require('./purposes.cjs')
const { ENGINES } = require('./requirements.cjs')
const { versionOf } = require('./result.cjs')

/** A program that is a single file: with Homebrew on macOS, else by download. */
function download(name, url) {
  const command = `curl -fLo ${name} ${url} && sudo install ${name} /usr/local/bin`
  return { debian: command, fedora: command, linux: command, macos: `brew install ${name}` }
}
const arch = process.arch === 'x64' ? 'amd64' : process.arch
const KUBECTL = `"https://dl.k8s.io/$(curl -Ls https://dl.k8s.io/release/stable.txt)/bin/linux/${arch}/kubectl"`
const GOOGLE = 'https://storage.googleapis.com'

/** @type {import('./examine.cjs').Check[]} */
const KUBERNETES_CHECKS = [
  {
    name: 'kubectl',
    needed: WITH_CLUSTER,
    check: async ({ run }) => versionOf(await run('kubectl', 'version', '--client'), ENGINES.kubernetes),
    mend: download('kubectl', KUBECTL),
  },
  {
    name: 'minikube or kind',
    needed: WITH_CLUSTER,
    check: cluster.checkLocalCluster,
    mend: download('minikube', `${GOOGLE}/minikube/releases/latest/minikube-linux-${arch}`),
  },
  {
    name: 'cluster',
    needed: WITH_CLUSTER,
    check: cluster.checkCluster,
    mend: 'minikube start (or: kind create cluster)',
  },
  {
    name: 'storage class',
    needed: WITH_CLUSTER,
    check: cluster.checkStorageClass,
    mend: 'minikube addons enable default-storageclass && minikube addons enable storage-provisioner',
  },
  {
    name: 'metrics-server',
    needed: [],
    useful: WITH_CLUSTER,
    lost: 'autoscaling',
    check: cluster.checkMetricsServer,
    mend: 'minikube addons enable metrics-server',
  },
  {
    name: 'network policies',
    needed: [],
    useful: WITH_CLUSTER,
    lost: 'the isolation of the services',
    check: cluster.checkNetworkPolicies,
  },
  {
    name: 'Skaffold',
    needed: ['workshop'],
    useful: ['kubernetes'],
    lost: 'skaffold.yaml',
    check: async ({ run }) => versionOf(await run('skaffold', 'version'), ENGINES.skaffold),
    mend: download('skaffold', `${GOOGLE}/skaffold/releases/latest/skaffold-linux-${arch}`),
  },
]

module.exports = { KUBERNETES_CHECKS }
