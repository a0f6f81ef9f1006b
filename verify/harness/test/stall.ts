import { runCommand } from '@slipway/testing'

/** Stops this process with all of its threads for a second, as a stall of the machine does. */
export const stall = () =>
  runCommand('sh', ['-c', `kill -STOP ${process.pid}; sleep 1; kill -CONT ${process.pid}`])
