import { Counter, type Registry } from '@prometheus-io/client'
import { type Events, subscribe } from '@slipway/observe'

type Labels = Record<string, string>

/**
 * Counts an event. The counter begins at zero for the values of its labels that are known beforehand (`zeros`): only then
 * does the first event show as an increase. https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
 */
export type Count = <Name extends keyof Events>(
  event: Name,
  name: string,
  help: string,
  labelsOf: (event: Events[Name]) => Labels,
  zeros: Labels[],
) => void

/** Makes counters until `stop` is called. */
export function createCounters(registry: Registry): { count: Count; stop(): void } {
  const subscriptions: (() => void)[] = []
  return {
    count(event, name, help, labelsOf, zeros) {
      const labelNames = Object.keys(zeros[0] ?? {})
      const counter = new Counter({ name, help, labelNames, registers: [registry] })
      for (const labels of zeros) counter.inc(labels, 0)
      subscriptions.push(subscribe(event, (one) => counter.inc(labelsOf(one))))
    },
    stop() {
      for (const unsubscribe of subscriptions) unsubscribe()
    },
  }
}
