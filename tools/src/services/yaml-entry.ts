import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, parseDocument } from 'yaml'
import { endOf, type Item, lineEnd, lineStart, splice, startOf } from './yaml-positions.ts'

/** A key of a map, an index of a sequence, or the one item of a sequence that has these values. */
export type Step = string | number | Record<string, string>

/** Something that a YAML file has for a service. */
export interface YamlEntry {
  file: string
  /** The `metadata.name` of the document, where the file has several. */
  document?: string
  /** Where in the document. */
  at: Step[]
  /**
   * What is there: `key: value` in a map, an item in a sequence (without its dash), an alternative in a text like
   * `gateway|things`.
   */
  text: string
}

/** There is no such place in the file: somebody has changed it. */
export class NoSuchPlace extends Error {
  override name = 'NoSuchPlace'
}

type Change = (source: string, place: Node, text: string) => string

/**
 * Adds an entry after the others of its place, unless it is there. The rest of the file stays as it is, to the letter: the
 * parser says where to write, and nothing is printed anew.
 * @throws NoSuchPlace
 */
export const addToYaml = (source: string, entry: YamlEntry) => change(source, entry, add)

/** Removes an entry, if it is there. @throws NoSuchPlace */
export const removeFromYaml = (source: string, entry: YamlEntry) => change(source, entry, remove)

/** Adds a document with this `metadata.name` to a file that has several, unless it is there. */
export const addDocument = (source: string, name: string, document: string) =>
  findDocument(source, name) ? source : `${source}---\n${document}`

/** Removes the document with this `metadata.name`. */
export function removeDocument(source: string, name: string): string {
  const found = findDocument(source, name)
  if (!found) return source
  const start = lineStart(source, found.range![0])
  const before = source.slice(0, start)
  const end = lineEnd(source, endOf(found))
  if (before.endsWith('---\n')) return before.slice(0, -4) + source.slice(end)
  return before + source.slice(end).replace(/^---\n/, '')
}

function change(source: string, { file, document, at, text }: YamlEntry, how: Change): string {
  const root = document ? findDocument(source, document) : parseAllDocuments(source)[0]?.contents
  const place = at.reduce<Node | undefined>(step, (root as Node | undefined) ?? undefined)
  // What an alias stands for, other places have too.
  if (!place || isAlias(place))
    throw new NoSuchPlace(`${file} has no ${at.map(shown).join('.')}, for "${text.split('\n')[0]}"`)
  return how(source, place, text)
}

function add(source: string, place: Node, text: string): string {
  if (isScalar(place))
    return setAlternatives(source, place, [...alternatives(place).filter((one) => one !== text), text])
  if (!(isMap(place) || isSeq(place)) || indexOf(source, place, text) >= 0) return source
  const items = place.items as Item[]
  if (place.flow) {
    const at = items.length > 0 ? endOf(items.at(-1)!) : place.range![0] + 1
    const inline = isSeq(place) ? onOneLine(text) : text
    return splice(source, at, at, items.length > 0 ? `, ${inline}` : inline)
  }
  const [last, previous] = [items.at(-1)!, items.at(-2)]
  const at = lineEnd(source, endOf(last))
  const firstLine = lineStart(source, startOf(items[0]!))
  // In a map that is an item of a sequence, its first key is behind the dash of that.
  const indent = ' '.repeat(
    isMap(place) ? startOf(items[0]!) - firstLine : /^ */.exec(source.slice(firstLine))![0].length,
  )
  const lines = text.split('\n').map((line, i) => indent + (isMap(place) ? '' : i === 0 ? '- ' : '  ') + line)
  const gap =
    previous && /^\n|\n\n/.test(source.slice(lineEnd(source, endOf(previous)), startOf(last))) ? '\n' : ''
  return splice(source, at, at, `${gap}${lines.join('\n')}\n`)
}

function remove(source: string, place: Node, text: string): string {
  if (isScalar(place))
    return setAlternatives(
      source,
      place,
      alternatives(place).filter((one) => one !== text),
    )
  if (!(isMap(place) || isSeq(place))) return source
  const items = place.items as Item[]
  const index = indexOf(source, place, text)
  const item = items[index]
  if (!item) return source
  const [previous, next] = [items[index - 1], items[index + 1]]
  if (place.flow) {
    const from = previous ? endOf(previous) : startOf(item)
    return splice(source, from, previous || !next ? endOf(item) : startOf(next), '')
  }
  const start = lineStart(source, startOf(item))
  const before = previous ? lineEnd(source, endOf(previous)) : start
  const from = source.slice(before, start).trim() === '' ? before : start // with the empty line above
  return splice(source, from, lineEnd(source, endOf(item)), '')
}

function step(node: Node | undefined, wanted: Step): Node | undefined {
  if (isMap(node) && typeof wanted === 'string') return node.get(wanted, true) as Node | undefined
  if (!isSeq(node)) return undefined
  if (typeof wanted === 'number') return node.items[wanted] as Node | undefined
  const [[key, value]] = Object.entries(wanted) as [[string, string]]
  return node.items.find((item) => isMap(item) && item.get(key) === value) as Node | undefined
}

/** Where the entry is: a pair with the same key, or an item that is the same or begins with the same pair. */
function indexOf(source: string, place: Node, text: string): number {
  if (isMap(place)) {
    const key = text.slice(0, text.indexOf(':'))
    return place.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key)
  }
  if (!isSeq(place)) return -1
  const wanted = beginning(text, parseDocument(text).contents as Node)
  return place.items.findIndex((item) => beginning(source, item as Node) === wanted)
}

/** The pairs of an item need braces in a list on one line. */
function onOneLine(text: string): string {
  const item = parseDocument(text).contents
  return isMap(item) && !item.flow ? `{ ${text.replaceAll('\n', ', ')} }` : text
}

/** The first pair of an item, or all of it where it has none. */
function beginning(source: string, item: Node): string {
  const first = isMap(item) && item.items.length > 0 ? (item.items[0] as Item) : item
  return source.slice(startOf(first), endOf(first))
}

const alternatives = (place: Node) => (isScalar(place) ? String(place.value).split('|') : [])

const setAlternatives = (source: string, place: Node, names: string[]) =>
  splice(source, place.range![0], place.range![1], names.join('|'))

function findDocument(source: string, name: string): Node | undefined {
  const documents = parseAllDocuments(source) as { contents: unknown; getIn(path: string[]): unknown }[]
  return documents.find((one) => one.getIn(['metadata', 'name']) === name)?.contents as Node | undefined
}

const shown = (one: Step) => (typeof one === 'object' ? Object.values(one)[0] : String(one))
