import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Pages with results, and where the data and the charts that they show are. */
const PAGES = [
  { page: 'docs/performance/README.md', folder: 'docs/performance' },
  { page: 'docs/evaluation.md', folder: 'docs/evaluation' },
]
const NOTE =
  'Nothing has been measured in this system yet: the command above writes the tables and the charts.\n\n'

/** Removes what was measured in the template, which says nothing about another system; its commands can fill the pages again. */
export function dropMeasurements(root: string): void {
  for (const { page, folder } of PAGES) {
    const path = join(root, page)
    if (!existsSync(path)) continue
    for (const file of globSync(`${folder}/*.{json,svg}`, { cwd: root })) rmSync(join(root, file))
    writeFileSync(path, withoutResults(readFileSync(path, 'utf8')))
  }
}

/** The page's introduction, and of each section with a table its heading, charts and markers: the rest speaks of results. */
export function withoutResults(page: string): string {
  if (page.includes(NOTE)) return page
  const [introduction, ...sections] = page.split(/^(?=## )/m)
  const kept = sections.flatMap((section) => {
    const [, name] = /^<!-- (\w+): generated -->$/m.exec(section) ?? []
    if (!name) return []
    const heading = section.split('\n', 1)[0]
    const charts = section.match(/^!\[.*$/gm)?.map((chart) => `${chart}\n\n`) ?? []
    return [`${heading}\n\n${charts.join('')}<!-- ${name}: generated -->\n\n<!-- /${name} -->\n`]
  })
  return `${introduction}${NOTE}${kept.join('\n')}`
}
