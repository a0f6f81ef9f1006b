import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { ROOT } from '@slipway/services'
import { expect, test } from 'vitest'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const root = JSON.parse(read('package.json'))
const folders = globSync(
  (root.workspaces as string[]).map((workspace) => `${workspace}/package.json`),
  { cwd: ROOT },
).map(dirname)

/** The packages that the sources of a folder import, or name in a string, as a path to a program in node_modules does. */
function importedIn(folder: string): Set<string> {
  const files = globSync('**/*.{ts,cjs}', {
    cwd: join(ROOT, folder),
    exclude: ['node_modules', 'dist', 'peers'],
  })
  const text = files.map((file) => read(join(folder, file))).join('\n')
  const specifiers = text.matchAll(/(?:from |import |import\()'([^'.$][^'$]*)'|require\('([^'.][^']*)'\)/g)
  const names = Array.from(specifiers, ([, imported, required]) => (imported ?? required)!)
  return new Set(
    names
      .filter((name) => !isBuiltin(name))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  )
}

test.each(folders)('%s declares the packages that it imports, and no other', (folder) => {
  const { name, dependencies = {}, devDependencies = {} } = JSON.parse(read(`${folder}/package.json`))
  const declared = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (one) => !one.startsWith('@types/'),
  )
  const imported = [...importedIn(folder)].filter((one) => one !== name)
  // Vitest runs every project's tests, and is declared once for all.
  const shared = Object.keys(root.devDependencies)
  expect({
    undeclared: imported.filter((one) => !declared.includes(one) && !shared.includes(one)),
    unused: declared.filter((one) => !imported.includes(one)),
  }).toEqual({ undeclared: [], unused: [] })
})
