import { isMap, isPair, isSeq, type Node, type YAMLMap } from 'yaml'

/** An item of a sequence, or a pair of a map. */
export type Item = Node | YAMLMap<Node, Node | null>['items'][number]

export const startOf = (item: Item): number => (isPair(item) ? (item.key as Node) : item).range![0]

/** Behind the last character of a value, without what YAML counts to it besides: comments and empty lines. */
export function endOf(item: Item): number {
  const node = isPair(item) ? ((item.value ?? item.key) as Node) : item
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0)
    return endOf(node.items.at(-1) as Item)
  return node.range![1]
}

export const lineStart = (source: string, offset: number) => source.lastIndexOf('\n', offset - 1) + 1

/** Behind the end of the line; a block of text ends with one. */
export function lineEnd(source: string, offset: number): number {
  if (source[offset - 1] === '\n') return offset
  const end = source.indexOf('\n', offset)
  return end < 0 ? source.length : end + 1
}

export const splice = (source: string, from: number, to: number, text: string) =>
  source.slice(0, from) + text + source.slice(to)
