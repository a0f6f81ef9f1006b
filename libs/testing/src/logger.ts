import { pino } from 'pino'

/** For apps built in tests: what they say is not looked at. */
export const silentLogger = pino({ level: 'silent' })
