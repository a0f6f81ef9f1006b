import { MetricsSettings } from './metrics/settings.ts'
import { TraceSettings } from './traces/settings.ts'

/** What every service is told of its metrics and traces. */
export const TelemetrySettings = { ...MetricsSettings, ...TraceSettings }
