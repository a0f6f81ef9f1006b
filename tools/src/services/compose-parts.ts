import type { Step, YamlEntry } from './yaml-entry.ts'

/** Makes entries of one file. */
export const entriesIn =
  (file: string) =>
  (at: Step[], text: string): YamlEntry => ({ file, at, text })

/** Lines that follow another one, indented. */
export const indented = (lines: string[], indent: string) =>
  lines.map((line) => `\n${indent}${line}`).join('')

/** The secret with the token that a caller sends to a service, under the name by which it looks for it. */
export const tokenOf = (caller: string, callee: string) =>
  `{ source: ${caller}-${callee}-token, target: ${callee}-token }`

/** The keys by which a service verifies tokens. */
export const KEYS = ['users.jwks.json', 'callers.jwks.json']
