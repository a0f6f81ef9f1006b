import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlledProcess, ProcessAction } from '@slipway/contracts'
import { SERVICES } from '@slipway/services'
import { freePorts } from '../ports.ts'
import { address, type ServiceSpec } from '../service-process.ts'
import type { Supervisor } from '../supervisor.ts'
import { ControlError } from './control-error.ts'
import { writeAddresses } from './folder.ts'

/** Callers read the addresses every second: after this time, in ms, none uses an address that was removed. */
const NOTICED = 1_500

/** What can be done from each state; the rest would do nothing, or not what was meant. */
const POSSIBLE: Record<ControlledProcess['state'], ProcessAction[]> = {
  running: ['pause', 'kill'],
  paused: ['resume', 'kill'],
  stopped: ['start'],
}

/** The processes of a running `npm start`: lists, kills, pauses, starts and scales them, one request at a time. */
export class SystemControl {
  readonly #supervisor: Supervisor
  readonly #folder: string
  #last: Promise<unknown> = Promise.resolve()

  constructor(supervisor: Supervisor, folder: string) {
    this.#supervisor = supervisor
    this.#folder = folder
  }

  list(): ControlledProcess[] {
    return this.#supervisor.specs().map((spec) => {
      const { name, app, env } = spec
      const lessonsPort = env.LESSONS_PORT ? { lessonsPort: Number(env.LESSONS_PORT) } : {}
      const { pid, state } = this.#supervisor.process(name)
      return { name, service: app, state, pid, address: address(spec), ...lessonsPort }
    })
  }

  /** @throws ControlError where there is no such process, or it is in another state. */
  act(name: string, action: ProcessAction): Promise<void> {
    return this.#inTurn(async () => {
      const one = this.list().find((process) => process.name === name)
      if (!one) throw new ControlError(404, `There is no ${name}. There are: ${this.#names()}.`)
      const possible = POSSIBLE[one.state]
      if (!possible.includes(action)) {
        throw new ControlError(409, `${name} is ${one.state}. Possible: ${possible.join(', ')}.`)
      }
      await this.#supervisor[action](name)
    })
  }

  /** Starts or stops instances until a service has so many; its callers learn of them. @throws ControlError */
  scale(service: string, replicas: number): Promise<void> {
    return this.#inTurn(async () => {
      const specs = this.#supervisor.specs().filter(({ app }) => app === service)
      if (!specs[0])
        throw new ControlError(404, `There is no service ${service}. There are: ${this.#apps()}.`)
      if (SERVICES.find(({ name }) => name === service)?.published) {
        throw new ControlError(409, `${service} is not scaled: clients know a single address of it.`)
      }
      const added = await Promise.all(missing(specs, replicas))
      const removed = specs.filter((spec) => numberOf(spec) > replicas)
      await Promise.all(added.map((spec) => this.#supervisor.add(spec)))
      writeAddresses(
        this.#folder,
        this.#supervisor.specs().filter((spec) => !removed.includes(spec)),
      )
      if (removed.length > 0) await sleep(NOTICED)
      await Promise.all(removed.map(({ name }) => this.#supervisor.remove(name)))
    })
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    const done = this.#last.then(action)
    this.#last = done.catch(() => {})
    return done
  }

  #names = () =>
    this.list()
      .map(({ name }) => name)
      .join(', ')
  #apps = () => [...new Set(this.#supervisor.specs().map(({ app }) => app))].join(', ')
}

const numberOf = ({ name }: ServiceSpec) => Number(/\d+$/.exec(name))

/** How the instances that a service lacks are to be started: as its first one, with other ports. */
function missing(specs: ServiceSpec[], replicas: number): Promise<ServiceSpec>[] {
  const first = specs[0]!
  const numbers = Array.from({ length: replicas }, (_, i) => i + 1)
  const lacking = numbers.filter((number) => !specs.some((spec) => numberOf(spec) === number))
  return lacking.map(async (number) => ({
    ...first,
    name: `${first.app}-${number}`,
    port: await freePorts(1),
    env: {
      ...first.env,
      ...(first.env.LESSONS_PORT && { LESSONS_PORT: String(await freePorts(1)) }),
      ...(first.env.METRICS_PORT && { METRICS_PORT: String(await freePorts(1)) }),
    },
  }))
}
