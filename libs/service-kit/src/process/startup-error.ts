/**
 * A reason not to start that the operator can remove: the message names the setting and the remedy, and is
 * all that is printed (no stack trace).
 */
export class StartupError extends Error {
  override name = 'StartupError'
}

/** By name and not by class: a lib that does not depend on this one (libs/upstream) has a class of its own. */
export function isStartupError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'StartupError'
}
