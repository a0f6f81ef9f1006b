import { ProcessState, REQUEST_ID_HEADER, type UpstreamState } from '@slipway/contracts'
import { compileCheck } from '@slipway/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Route } from '../routes.ts'

const INTERVAL = 1_000 // ms between two rounds of questions
const FORGOTTEN_AFTER = 3_500 // ms without an answer
const isProcessState = compileCheck(ProcessState)

/** What this gateway says of itself, and what the instances of the services that call others say of themselves. */
export class Topology {
  readonly #app: FastifyInstance
  readonly #callers: Route[]
  readonly #answers = new Map<string, { state: ProcessState; at: number }>()
  #timer: NodeJS.Timeout | undefined

  constructor(app: FastifyInstance, callers: Route[]) {
    this.#app = app
    this.#callers = callers
  }

  /** As JSON, without the addresses of instances. */
  read(): string {
    const now = performance.now()
    for (const [name, { at }] of this.#answers) if (now - at > FORGOTTEN_AFTER) this.#answers.delete(name)
    const callers = [...this.#answers.values()].map(({ state }) => state)
    callers.sort((a, b) => a.instance.localeCompare(b.instance))
    return JSON.stringify({ gateway: shown(this.#app.processState()), callers: callers.map(shown) })
  }

  start(): void {
    this.stop()
    const round = () => void Promise.all(this.#callers.map((caller) => this.#ask(caller)))
    this.#timer = setInterval(round, INTERVAL).unref()
    round()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Which instance responds is up to load balancing: asks until all have, or so often that it hardly matters. */
  async #ask({ upstream }: Route): Promise<void> {
    const count = upstream.state().instances.length
    const until = performance.now() + INTERVAL
    const heard = new Set<string>()
    for (let asked = 0; asked < 3 * count && heard.size < count && performance.now() < until; asked++) {
      const response = await upstream
        .request({
          method: 'GET',
          path: '/topology',
          headers: { [REQUEST_ID_HEADER]: 'page' },
          deadline: until,
        })
        .catch(() => undefined) // no instance is there: its answers are forgotten
      const state = response?.status === 200 ? parse(response.body) : undefined
      if (!state) return
      heard.add(state.instance)
      this.#answers.set(state.instance, { state, at: performance.now() })
    }
  }
}

function parse(body: Buffer): ProcessState | undefined {
  try {
    const value: unknown = JSON.parse(body.toString())
    return isProcessState(value) ? value : undefined
  } catch {
    return undefined
  }
}

function shown(state: ProcessState) {
  return {
    ...state,
    eventLoopDelay: Math.round(state.eventLoopDelay),
    upstreams: state.upstreams.map((upstream) => ({ ...upstream, instances: instancesOf(upstream) })),
  }
}

const instancesOf = ({ instances }: UpstreamState) => instances.map(({ origin: _, ...instance }) => instance)
