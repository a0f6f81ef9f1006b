import { describe, expect, test } from 'vitest'
import {
  addDocument,
  addToYaml,
  removeDocument,
  removeFromYaml,
  type Step,
} from '../../src/services/yaml-entry.ts'

const FILE = `# What it is.
services:
  one: # the first
    <<: *app
    networks: [public, inner] # two
    environment: { A: 1 }

  # About two.
  two:
    text: |
      many
      lines

# The end.
names:
  - one # here
  - name: two
    target: { name: one|two }
empty: []
`

const CASES: [at: Step[], text: string, added: string][] = [
  [['services'], 'three:\n  image: x', '      lines\n\n  three:\n    image: x\n\n# The end.'],
  [['services', 'one', 'networks'], 'three', '[public, inner, three] # two'],
  [['services', 'one', 'environment'], 'B: 2', '{ A: 1, B: 2 }'],
  [['services', 'one'], 'image: x', '{ A: 1 }\n    image: x\n'],
  [['names'], 'name: three\npath: x', 'one|two }\n  - name: three\n    path: x\nempty'],
  [['names', { name: 'two' }, 'target', 'name'], 'three', 'name: one|two|three }'],
  [['names', 1], 'path: x', '    path: x\nempty'],
  [['empty'], 'x', 'empty: [x]'],
  [['empty'], 'to: [x]\nports: [y]', 'empty: [{ to: [x], ports: [y] }]'],
  [['empty'], '{ name: x }', 'empty: [{ name: x }]'],
]

describe.each(CASES)('at %j, %j', (at, text, added) => {
  const entry = { file: 'file.yaml', at, text }

  test('is added after the others, and nothing else changes', () => {
    const after = addToYaml(FILE, entry)
    expect(after).toContain(added)
    expect(after.length).toBeGreaterThan(FILE.length)
    expect(removeFromYaml(after, entry)).toBe(FILE)
  })

  test('is added once', () => {
    const after = addToYaml(FILE, entry)
    expect(addToYaml(after, entry)).toBe(after)
  })

  test('is not removed where it is not', () => {
    expect(removeFromYaml(FILE, entry)).toBe(FILE)
  })
})

test.each<[Step[], string, string]>([
  [['services', 'one', 'networks'], 'public', '[inner] # two'],
  [['services'], 'one: {}', 'services:\n\n  # About two.'],
  [['names'], 'one', 'names:\n  - name: two'],
  [['names', { name: 'two' }, 'target', 'name'], 'one', 'name: two }'],
])('what is first at %j is removed too', (at, text, left) => {
  expect(removeFromYaml(FILE, { file: 'file.yaml', at, text })).toContain(left)
})

test('an entry that somebody has changed is removed by its key', () => {
  const file = 'names:\n  - name: one\n    tag: changed\n  - name: two\n'
  const entry = { file: 'file.yaml', at: ['names'], text: 'name: one\ntag: original' }
  expect(removeFromYaml(file, entry)).toBe('names:\n  - name: two\n')
})

test('a place that is not there is an error that names the file and the entry', () => {
  const entry = { file: 'file.yaml', at: ['services', 'nobody', 'networks'], text: 'three' }
  expect(() => addToYaml(FILE, entry)).toThrow('file.yaml has no services.nobody.networks, for "three"')
})

test('an alias is no place: what it stands for is in other places too', () => {
  const entry = { file: 'file.yaml', at: ['two'], text: 'B: 2' }
  expect(() => addToYaml('one: &one { A: 1 }\ntwo: *one\n', entry)).toThrow(
    'file.yaml has no two, for "B: 2"',
  )
})

const named = (name: string) => `kind: One\nmetadata:\n  name: ${name}\n`

test('of several documents the named one is changed, one is added, and removed again', () => {
  const file = [named('a'), named('b')].join('---\n')
  const entry = { file: 'file.yaml', document: 'b', at: ['metadata'], text: 'labels: {}' }
  expect(addToYaml(file, entry)).toBe(`${file}  labels: {}\n`)
  const three = addDocument(file, 'c', named('c'))
  expect(three).toBe([named('a'), named('b'), named('c')].join('---\n'))
  expect(addDocument(three, 'c', named('c'))).toBe(three)
  expect(removeDocument(three, 'c')).toBe(file)
  expect(removeDocument(three, 'b')).toBe([named('a'), named('c')].join('---\n'))
  expect(removeDocument(three, 'a')).toBe([named('b'), named('c')].join('---\n'))
})
