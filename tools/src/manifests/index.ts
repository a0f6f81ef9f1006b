export { writeImagesComponent } from './images-component.ts'
export { isInstalled, kubeconform, kubeScore, type Program } from './programs.ts'
export { copyManifests, listRenderings, type Rendering, render } from './renderings.ts'
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
export { violations } from './rules.ts'
