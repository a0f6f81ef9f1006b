import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a copy is called: the answers that `npm run rename` was given, and that `npm run upgrade` gives again. */
export interface Identity {
  /** In lower case, with dashes: package scope, images, namespace, Compose project. */
  name: string
  /** As people write it. */
  title: string
  /** Of problem types, token issuers and the host name. */
  domain: string
  /** Whom LICENSE names; absent in the template, which names its authors there. */
  owner?: string
  /** The year beside the owner: recorded, so that each upgrade writes the same. */
  year?: number
  /** The version of the template that the copy has; absent in the template. */
  template?: { version: string; commit: string }
}

const FILE = '.template.json'

/** Reads `.template.json`. */
export const readIdentity = (root: string): Identity => parseIdentity(readFileSync(join(root, FILE), 'utf8'))

/** Parses the text of a `.template.json`. */
export const parseIdentity = (text: string) => JSON.parse(text) as Identity

/** Writes `.template.json`. */
export function writeIdentity(root: string, identity: Identity): void {
  writeFileSync(join(root, FILE), `${JSON.stringify(identity, null, 2)}\n`)
}

/** The other spellings of a name, such as `two_words`, `TWO_WORDS`, `TwoWords` and `Two Words`, for places where no dash may be. */
export function spellings(name: string) {
  const words = name.split('-')
  const capitals = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return {
    snake: words.join('_'),
    constant: words.join('_').toUpperCase(),
    pascal: capitals.join(''),
    title: capitals.join(' '),
  }
}
