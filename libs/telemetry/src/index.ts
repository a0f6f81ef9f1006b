export { type GoldenSignals, watchGoldenSignals } from './metrics/golden-signals.ts' // start-clean removes this line
export { TelemetrySettings } from './settings.ts'
export { startTelemetry } from './start.ts'
export { traceFields } from './traces/log-fields.ts'
