import { prettyFactory } from 'pino-pretty'

/**
 * Writes the lines of several processes to one terminal. Elsewhere a log line stays the JSON that it is: it
 * carries the name of its process. Any other line is given the name.
 */
export function logWriter(stream: NodeJS.WriteStream): (name: string, line: string) => void {
  const pretty = prettyFactory({ colorize: true, ignore: 'pid,service,instance', singleLine: true })
  return (name, line) => {
    if (!line.startsWith('{')) stream.write(`[${name}] ${line}\n`)
    else if (stream.isTTY) stream.write(`${name.padEnd(10)} ${pretty(line) ?? ''}`)
    else stream.write(`${line}\n`)
  }
}
