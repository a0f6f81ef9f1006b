/**
 * A command of verify/: runs it with its arguments, or prints its usage where these ask for it. Ends the process with the
 * exit code that it returns, or with 2 and one line on an error; connections to what was tested may still be open.
 */
export async function runMain<Arguments>(
  usage: string,
  read: (args: string[]) => Arguments | undefined,
  run: (options: Arguments) => Promise<number>,
): Promise<never> {
  try {
    const options = read(process.argv.slice(2))
    if (options) process.exitCode = await run(options)
    else console.log(usage)
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 2
  }
  process.exit()
}
