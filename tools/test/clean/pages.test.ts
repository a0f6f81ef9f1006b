import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  withExamples,
  withoutDeadLinks,
  withoutRows,
  withoutSections,
  withoutUnusedPackages,
} from '../../src/clean/pages.ts'

test('a section goes with those below it, and a comment in a command is no heading', () => {
  const page = '# Page\n\n## Out\n\n### Below\n\nx\n\n## In\n\n```sh\n# Out\ny\n```\n\n## Out too\n\nz\n'
  expect(withoutSections(page, ['Out', 'Out too'])).toBe('# Page\n\n## In\n\n```sh\n# Out\ny\n```\n')
})

test('rows of tables go, sentences stay', () => {
  expect(withoutRows('| order | x |\n| other | y |\nAn order.\n', /\border\b/)).toBe(
    '| other | y |\nAn order.\n',
  )
})

test('a link to what is not there is its text', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'pages-'))
  writeFileSync(join(folder.path, 'there.md'), '')
  const page =
    '# The page\n[a](there.md#x) [b](gone.md) [c](#the-page) [d](#gone) [e](https://example.com/gone.md)'
  expect(withoutDeadLinks(page, folder.path, 'page.md')).toBe(
    '# The page\n[a](there.md#x) b [c](#the-page) d [e](https://example.com/gone.md)',
  )
})

test('examples name the new service, and its path', () => {
  const page =
    'scale deployment catalog orders; `CATALOG_URL`; metric_orders; (catalog,orders); /api/products?x; ordersdb; x --called-by orders'
  expect(withExamples(page, { name: 'gift-shop', path: '/api/gift-cards' })).toBe(
    'scale deployment gift-shop; `GIFT_SHOP_URL`; metric_gift-shop; (gift-shop); /api/gift-cards?x; ordersdb; x --called-by gift-shop',
  )
})

test('packages that are not installed are no longer described, but those that were considered are', () => {
  const page = '| package | why |\n| `a`, `@b/c` | x |\n| `d` | y |\n\n## Considered\n\n| `d` | z |\n'
  expect(withoutUnusedPackages(page, '{"node_modules/@b/c": {}}')).toBe(
    '| package | why |\n| `a`, `@b/c` | x |\n\n## Considered\n\n| `d` | z |\n',
  )
})
