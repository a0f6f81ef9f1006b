import { type LogRecord, processName } from './log-record.ts'

/** Finds the name of the process that listened at an address: a caller learns it only from a first response. */
export class Names {
  readonly #starts: { origin: string; name: string; time: number }[]

  constructor(starts: LogRecord[]) {
    this.#starts = starts.flatMap(({ msg, service, instance, time }) => {
      const origin = /^Server listening at (\S+)$/.exec(msg ?? '')?.[1]
      return origin ? [{ origin, name: processName(service, instance), time }] : []
    })
  }

  /** The process that wrote a line. */
  of({ service, instance }: LogRecord): string {
    return processName(service, instance)
  }

  /** The process that a line says was called. */
  called({ upstream = '', upstreamInstance, origin, time }: LogRecord): string {
    if (upstreamInstance) return processName(upstream, upstreamInstance)
    const started = this.#starts.findLast((start) => start.origin === origin && start.time <= time)
    return started?.name ?? `${upstream} at ${origin?.replace('http://', '') ?? 'an unknown address'}`
  }
}
