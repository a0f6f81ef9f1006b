import type { ProcessState } from '@slipway/contracts'
import type { OpenOrders } from '@slipway/observe' // start-clean removes this line
import Fastify from 'fastify'
import { startTelemetry } from '../../src/index.ts'

/** Two services that are called, of which one has an instance that has not responded yet. */
export const STATE: ProcessState = {
  service: 'notes',
  instance: 'notes-1',
  draining: false,
  inFlight: 3,
  eventLoopDelay: 2.5,
  upstreams: [
    {
      service: 'items',
      inFlight: 2,
      breaker: 'half-open',
      retriesLeft: 7,
      instances: [
        { origin: 'http://10.0.0.1:3001', name: 'items-1', inFlight: 1, state: 'available' },
        { origin: 'http://10.0.0.2:3001', inFlight: 0, state: 'ejected' },
      ],
    },
  ],
}

export interface Scraped extends AsyncDisposable {
  url: string
  state: ProcessState
  /** The text of `/metrics`. */
  scrape(): Promise<string>
  /** The value of the one sample with these labels, as the text has them; undefined if there is none. */
  value(sample: string): Promise<number | undefined>
}

/** Starts the telemetry of an app that serves nothing itself, with its metrics on a free port. */
export async function startScraped(
  openOrders?: () => Promise<OpenOrders>, // start-clean removes this line
): Promise<Scraped> {
  const app = Fastify()
  const state = structuredClone(STATE)
  app.decorate('processState', () => state)
  if (openOrders) app.decorate('openOrders', openOrders) // start-clean removes this line
  let url = ''
  app.log.info = (line: unknown) => {
    url = (line as { url?: string }).url ?? url
  }
  const settings = { INSTANCE: 'notes-1', HOST: '127.0.0.1', METRICS_HOST: '127.0.0.1', METRICS_PORT: 0 }
  await startTelemetry({ name: 'notes', app, settings: settings as never })
  const scrape = async () => (await fetch(url)).text()
  return {
    url,
    state,
    scrape,
    async value(sample) {
      const [name, labels = ''] = sample.split(/[{}]/)
      const wanted = labels.split(',').filter(Boolean)
      const lines = (await scrape()).split('\n').filter((line) => line.startsWith(`${name}{`))
      const matching = lines.filter((line) => wanted.every((label) => line.includes(label)))
      if (matching.length > 1) throw new Error(`${sample} is not the only one:\n${matching.join('\n')}`)
      return matching[0] === undefined ? undefined : Number(matching[0].split('} ')[1])
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
}

/** The names of all metrics in a text, without their samples. */
export const namesIn = (text: string) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!)
