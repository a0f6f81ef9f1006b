import { duration, isRequest } from './entry.ts'
import type { LogRecord } from './log-record.ts'
import type { Names } from './names.ts'
import { explainReason } from './reasons.ts'

/** Who recovered an order, and why it had to be recovered; empty where it was not. */
export function recoveryOf(records: LogRecord[], starts: LogRecord[], names: Names): string[] {
  const attempts = records.filter(({ event }) => event === 'recovery')
  const [first] = attempts
  if (!first) return []
  const settled = attempts.find(({ outcome }) => outcome === 'settled')
  const after = attempts.length === 1 ? 'at its first attempt' : `after ${attempts.length} attempts`
  const who = settled
    ? `${names.of(settled)} recovered it ${after}: it was ${settled.was} and became ${settled.orderStatus}.`
    : `Recovery has not settled it ${after}.`
  return [who, ...why(records, starts, first, names)]
}

/** Why its own requests left it open: they say so, or their processes said nothing more. */
function why(records: LogRecord[], starts: LogRecord[], recovery: LogRecord, names: Names): string[] {
  const before = records.filter(({ time }) => time < recovery.time)
  const left = before.filter(({ event }) => event === 'order-left-open')
  if (left.length > 0) {
    return left.map(
      (line) => `Why: ${names.of(line)} left it ${line.orderStatus} (${explainReason(line.reason)}).`,
    )
  }
  const writer = before.findLast(
    ({ event, requestId }) => event === 'order' && !requestId?.startsWith('recovery-'),
  )
  if (!writer) return ['Why: not seen.']
  const ended = before.find(
    (line) => isRequest(line) && line.requestId === writer.requestId && line.instance === writer.instance,
  )
  if (ended) return ['Why: not seen.']
  const name = names.of(writer)
  const again = starts.find(
    (line) => line.instance === writer.instance && line.time > writer.time && line.event !== 'process-ended',
  )
  const restart = again
    ? `: its process had ended, and a new one started ${duration(again.time - writer.time)} later`
    : ': its process has ended, or still waits'
  return [
    `Why: ${name} made it ${writer.orderStatus}, and its log has nothing more of that request${restart}.`,
  ]
}
