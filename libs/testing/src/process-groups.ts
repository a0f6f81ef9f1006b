/** The process groups that tests have started, by the id of their first process: killed when this process ends. */
export const processGroups = new Set<number>()

/** Sends a signal to every process of a group. */
export function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch {
    // All of its processes have ended.
  }
}

// A test that times out never reaches the end of its block. Vitest ends its workers with SIGTERM, after which Node
// emits no 'exit'.
const killAll = () => {
  for (const group of processGroups) killGroup(group, 'SIGKILL')
}
process.once('exit', killAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    killAll()
    process.kill(process.pid, signal) // the default action, now that this listener is gone
  })
}
