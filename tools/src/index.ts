export { freePorts } from './ports.ts'
export type { ServiceProcess, ServiceSpec } from './service-process.ts'
export { address, ROOT, startService } from './service-process.ts'
export { describeSystem, PORTS_NEEDED, REPLICAS } from './system.ts'
