import { appsOf, readText, trackedFiles } from './files.ts'
import { type Identity, spellings } from './identity.ts'
import { placesOf } from './replace.ts'

/** What a name must be, since it becomes each of these. */
const RULES: [what: string, rule: string, holds: (name: string) => boolean][] = [
  ['npm scope', 'lower case letters, digits and dashes', (name) => /^[a-z0-9][a-z0-9-]*$/.test(name)],
  [
    'DNS label (namespace, Compose project)',
    'it ends with a letter or digit, and has at most 30 characters, so that there is room for what is added to it',
    (name) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= 30,
  ],
  ['image path', 'words with one dash between them', (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)],
  [
    'variable (environment, metrics)',
    'it begins with a letter, and has no other characters than letters and digits around the dashes, which become _',
    (name) => /^[A-Za-z][A-Za-z0-9_]*$/.test(spellings(name).snake),
  ],
]

const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/
/** A title stands in strings, HTML, YAML and Markdown as it is. */
const TITLE = /^\p{L}[\p{L}\p{N} .-]{0,38}[\p{L}\p{N}]$/u
const OWNER = /^[^\p{C}]{1,100}$/u

/** Why nothing can be called this, one line for each reason; none where it can. */
export function objectionsOfForm({ name, title, domain, owner }: Identity): string[] {
  const found = RULES.filter(([, , holds]) => !holds(name)).map(
    ([what, rule]) => `The name "${name}" is no ${what}: ${rule}.`,
  )
  if (name.startsWith('kube-')) found.push(`The name "${name}": Kubernetes reserves namespaces with kube-.`)
  if (!TITLE.test(title))
    found.push(
      `The title "${title}": 2 to 40 letters, digits, spaces, dots and dashes, beginning with a letter.`,
    )
  else if (title === name || title === spellings(name).snake)
    found.push(`The title "${title}" is the name: write it as people do, such as "${spellings(name).title}".`)
  if (!DOMAIN.test(domain))
    found.push(`The domain "${domain}" is none: two or more names in lower case, with dots between them.`)
  if (owner !== undefined && !OWNER.test(owner)) found.push('The owner: one line of at most 100 characters.')
  return found
}

/** Why its files cannot be given these names, one line for each reason; none where they can. */
export function objectionsOfFiles(root: string, from: Identity, to: Identity): string[] {
  const old = [from.name, spellings(from.name).snake, spellings(from.name).pascal, from.title]
  for (const [what, text] of [
    ['name', to.name],
    ['title', to.title],
    ['domain', to.domain],
  ] as const) {
    // What remains of the old name could not be told from the new one.
    const held = old.find((one) => text.toLowerCase().includes(one.toLowerCase()))
    if (held) return [`The ${what} "${text}" contains the present one, "${held}". Give one that does not.`]
  }
  const apps = appsOf(root)
  if (apps.includes(to.name)) return [`"${to.name}" is the name of an app. Give another one.`]
  // This file's example, and the same in the documentation, are no use of the name.
  const pattern = placesOf(to, apps)
  const isTaken = (line: string) => line.search(pattern) >= 0 && !line.includes('npm run rename -- ')
  const found = trackedFiles(root).flatMap((file) => {
    const lines = [file, ...(readText(root, file)?.split('\n') ?? [])]
    const line = lines.find(isTaken)
    return line === undefined ? [] : [{ file, word: [...line.matchAll(pattern)][0]![0] }]
  })
  if (found.length === 0) return []
  const [{ file, word }] = found as [{ file: string; word: string }]
  const more = found.length > 1 ? ` and ${found.length - 1} more` : ''
  return [
    `"${word}" is a word in ${file}${more} already: the next rename could not tell it from the name. Give another name, title or domain.`,
  ]
}
