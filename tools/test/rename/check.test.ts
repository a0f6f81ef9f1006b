import { expect, test } from 'vitest'
import { objectionsOfFiles, objectionsOfForm } from '../../src/rename/check.ts'
import { type Identity, readIdentity } from '../../src/rename/identity.ts'
import { createTemplate } from './template.ts'

const GOOD: Identity = {
  name: 'tide-table',
  title: 'Tide Table',
  domain: 'tides.example.org',
  owner: 'Ann Ö.',
}

test('a good name is allowed', () => {
  expect(objectionsOfForm(GOOD)).toEqual([])
})

test.each<[Partial<Identity>, RegExp[]]>([
  [{ name: 'Tide' }, [/no npm scope/, /no DNS label/, /no image path/]],
  [{ name: 'tide_table' }, [/no npm scope/, /no DNS label/, /no image path/]],
  [{ name: '2tides' }, [/no variable/]],
  [{ name: 'tide--table' }, [/no image path/]],
  [{ name: 'tide-' }, [/no DNS label/, /no image path/]],
  [{ name: 'tide.table' }, [/no npm scope/, /no DNS label/, /no image path/, /no variable/]],
  [{ name: 'a'.repeat(31) }, [/no DNS label/]],
  [{ name: 'kube-tide' }, [/Kubernetes reserves/]],
  [{ title: "Tide's" }, [/title/]],
  [{ title: 'tide-table' }, [/is the name/]],
  [{ domain: 'tides' }, [/domain/]],
  [{ domain: 'https://tides.example' }, [/domain/]],
  [{ owner: 'two\nlines' }, [/owner/]],
])('%j is refused, with what it violates', (answers, reasons) => {
  expect(objectionsOfForm({ ...GOOD, ...answers })).toEqual(
    reasons.map((reason) => expect.stringMatching(reason)),
  )
})

test('a name that the files could not have, or lose again, is refused', () => {
  const template = createTemplate()
  template.write(
    'docs/words.md',
    'A ferry, a Tide Table, at port.example.com.\nRun: npm run rename -- buoy\n',
  )
  template.commit('Words')
  const from = readIdentity(template.path)
  const objections = (answers: Partial<Identity>) =>
    objectionsOfFiles(template.path, from, {
      name: 'buoy',
      title: 'Buoy',
      domain: 'buoy.example',
      ...answers,
    })
  expect(objections({})).toEqual([]) // the example of a command is no use of it
  expect(objections({ domain: 'example.com' })).toEqual([]) // is not port.example.com
  expect(objections({ name: 'ferry', title: 'Buoy' })).toEqual([
    expect.stringContaining('"ferry" is a word in docs/words.md already'),
  ])
  expect(objections({ title: 'Tide Table' })).toEqual([expect.stringContaining('"Tide Table" is a word in')])
  expect(objections({ domain: 'port.example.com' })).toEqual([expect.stringContaining('"port.example.com"')])
  expect(objections({ name: 'items' })).toEqual(['"items" is the name of an app. Give another one.'])
  expect(objections({ name: 'new-wharf' })).toEqual([
    expect.stringContaining('contains the present one, "wharf"'),
  ])
  expect(objections({ title: 'The Wharf' })).toHaveLength(1)
})
