/** Ends a command that a person called: one line that says what to do, and exit code 1. */
export function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
