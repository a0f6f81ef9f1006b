// `npm run instance`: lists the processes of a running `npm start`, and kills, pauses, starts and scales them by name.

import { resolve } from 'node:path'
import type { ControlledProcess } from '@slipway/contracts'
import { PUBLIC_SERVICES, ROOT } from '@slipway/services'
import { askControl } from './control/client.ts'
import { ControlError } from './control/control-error.ts'
import { controlFolder, controlSocket } from './control/folder.ts'
import { fail } from './fail.ts'
import { table } from './start-output.ts'

const service = PUBLIC_SERVICES[0]!.name
const COMMANDS = [
  ['list', 'the processes, and their states'],
  [`kill ${service}-1`, 'SIGKILL; it stays stopped until it is started'],
  [`pause ${service}-1`, 'SIGSTOP: it accepts connections and does nothing'],
  [`resume ${service}-1`, 'ends the pause'],
  [`start ${service}-1`, 'starts one that was killed'],
  [`scale ${service} 3`, 'starts or stops instances until there are 3; no request fails'],
] as const
const width = Math.max(...COMMANDS.map(([command]) => command.length)) + 8
const USAGE = `npm run instance -- COMMAND acts on a running npm start, with the same GATEWAY_PORT and DATA:

${COMMANDS.map(([command, does]) => `  ${command.padEnd(width)}${does}\n`).join('')}`
const ACTIONS = ['kill', 'pause', 'resume', 'start']

const [command = '--help', name = '', replicas, ...rest] = process.argv.slice(2)
const isScale = command === 'scale' && /^\d+$/.test(replicas ?? '')
const isAction = ACTIONS.includes(command) && name && replicas === undefined
if (command === '--help') {
  process.stdout.write(USAGE)
} else if (rest.length > 0 || !(isScale || isAction || (command === 'list' && !name))) {
  fail(USAGE)
} else if (command === 'list') {
  print(await ask('/'))
} else if (isScale) {
  print(await ask(`/services/${encodeURIComponent(name)}`, { replicas: Number(replicas) }))
} else {
  print(await ask(`/instances/${encodeURIComponent(name)}`, { action: command }))
}

async function ask(path: string, body?: unknown): Promise<ControlledProcess[]> {
  const port = Number(process.env.GATEWAY_PORT || 8080)
  const folder = controlFolder(resolve(ROOT, process.env.DATA || '.data'), port)
  try {
    return await askControl(controlSocket(folder), path, body)
  } catch (error) {
    if (error instanceof ControlError) fail(error.message)
    return fail(
      `npm start does not run on port ${port} with this folder of data. Start it, or set GATEWAY_PORT and DATA as it has them.`,
    )
  }
}

function print(processes: ControlledProcess[]): void {
  const rows = processes.map(({ name, state, address, pid }) => [
    name,
    state,
    address,
    state === 'stopped' ? '-' : String(pid),
  ])
  console.log(table(['process', 'state', 'address', 'pid'], rows))
}
