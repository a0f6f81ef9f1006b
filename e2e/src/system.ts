import {
  address,
  describeSystem,
  freePorts,
  PORTS_NEEDED,
  type ServiceProcess,
  type ServiceSpec,
  type SystemOptions,
  startService,
} from '@slipway/tools'

/** A system of a test's own, process by process: nothing is restarted but by the test. */
export interface TestSystem extends AsyncDisposable {
  url: string
  /** All that its processes wrote, in order. */
  lines: string[]
  process(name: string): ServiceProcess
  names: string[]
  /** Starts a process that has ended again, and waits until it takes requests. */
  restart(name: string): Promise<void>
}

type Change = (specs: ServiceSpec[]) => void

/** Starts the whole system on free ports; `change` may alter what is started before that. */
export async function startSystem(
  options: Omit<SystemOptions, 'port'>,
  change: Change = () => {},
): Promise<TestSystem> {
  const port = await freePorts(PORTS_NEEDED)
  const specs = describeSystem({ ...options, port })
  change(specs)
  const lines: string[] = []
  const start = (spec: ServiceSpec) => startService(spec, (name, line) => lines.push(`${name} ${line}`))
  const processes = new Map(specs.map((spec) => [spec.name, start(spec)]))
  const ready = async (one: ServiceProcess) => {
    if (!(await one.ready())) throw new Error(`${one.spec.name} did not start:\n${lines.join('\n')}`)
  }
  await Promise.all([...processes.values()].map(ready))
  return {
    url: address(specs[0]!),
    lines,
    names: specs.map(({ name }) => name),
    process: (name) => processes.get(name)!,
    async restart(name) {
      const old = processes.get(name)!
      await old.exited
      const again = start(old.spec)
      processes.set(name, again)
      await ready(again)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...processes.values()].map((one) => one.running() && one.stop()))
    },
  }
}
