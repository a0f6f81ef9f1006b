export { REMOVED, SECTIONS } from './clean/shop.ts' // start-clean removes this line
export { linesOfFiles } from './explain/read-lines.ts' // start-clean removes this line
export { storyOf } from './explain/story.ts' // start-clean removes this line
export { fail } from './fail.ts'
export { identityFolder } from './identity/settings.ts'
export { demoTokensFile, writeCallerTokens, writeDemoTokens } from './identity/token-files.ts'
export { userToken } from './identity/tokens.ts'
export { bake } from './images/build.ts'
export { readBuilder } from './images/checks.ts'
export { writeImagesComponent } from './images/kustomization.ts'
export { addedMegabytes } from './images/size.ts'
export { copySources } from './images/source.ts'
export { logFiles, logFolder } from './logs.ts'
export { freePorts } from './ports.ts'
export { LIBS, libsOf, readManifest } from './projects.ts'
export { copyRepository } from './repository-copy.ts' // start-clean removes this line
export { run, succeeds } from './run.ts'
export type { ServiceProcess, ServiceSpec } from './service-process.ts'
export { address, serviceCommand, startService } from './service-process.ts'
export { copySample, SAMPLE } from './services/copy-sample.ts'
export { newService } from './services/new-service.ts'
export type { SystemOptions } from './system.ts'
export { PORTS_NEEDED, systemProcesses } from './system.ts'
