/**
 * A reason not to start that the person starting it can remove: the message names the setting and the
 * remedy, and is all that is printed (no stack trace).
 */
export class StartupError extends Error {
  override name = 'StartupError'
}
