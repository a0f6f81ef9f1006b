export { copyOfManifests, renderOverlay, skippedWithout } from './copies.ts'
export { isInstalled, kubeconform, kubeScore, type Program } from './programs.ts'
export {
  copyManifests,
  IDENTITY,
  listRenderings,
  type Rendering,
  render,
  SECRETS,
} from './renderings.ts'
export {
  type Container,
  ofKind,
  type Peer,
  parseResources,
  type Resource,
  selected,
  settingsOf,
  workloads,
} from './resources.ts'
export { DRAIN_DELAY_MS, SHUTDOWN_TIMEOUT_MS } from './rules/pods.ts'
export { type Expectations, violations } from './rules.ts'
export { copyForSkaffold, type SkaffoldCopy, withoutSkaffold } from './skaffold.ts'
