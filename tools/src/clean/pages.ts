import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { NewService } from '../services/new-service.ts'

/** A page without these sections, each with what is below its heading. */
export function withoutSections(page: string, headings: string[]): string {
  let hidden = Number.POSITIVE_INFINITY // the level of the heading that is removed now
  let fenced = false
  return page
    .split('\n')
    .filter((line) => {
      if (line.startsWith('```')) fenced = !fenced
      const [, marks, title] = (!fenced && /^(#+) (.*)$/.exec(line)) || []
      if (marks && marks.length <= hidden)
        hidden = headings.includes(title!) ? marks.length : Number.POSITIVE_INFINITY
      return hidden === Number.POSITIVE_INFINITY
    })
    .join('\n')
    .replace(/\n+$/, '\n')
}

/** A page without the rows of its tables that speak of something that is gone. */
export const withoutRows = (page: string, gone: RegExp): string =>
  page
    .split('\n')
    .filter((line) => !(line.startsWith('| ') && gone.test(line)))
    .join('\n')

/** A page whose links to files, and to sections of the page itself, that are not there are only their text. */
export function withoutDeadLinks(page: string, root: string, file: string): string {
  const anchors = new Set(Array.from(page.matchAll(/^#+ (.*)$/gm), ([, title]) => anchorOf(title!)))
  return page.replace(/\[([^\]]*)\]\((?!\w+:)([^)#\s]*)(?:#([\w-]+))?\)/g, (link, text, path, anchor) => {
    const alive = path
      ? existsSync(join(root, posix.join(posix.dirname(file), path)))
      : anchors.has(anchor ?? '')
    return alive ? link : text
  })
}

const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

/** docs/dependencies.md without the rows of packages that the lock file no longer has. */
export function withoutUnusedPackages(page: string, lock: string): string {
  const [used, ...rest] = page.split(/^(?=## )/m)
  const rows = used!.split('\n').filter((line) => {
    const names = Array.from(
      /^\| (.*?) \|/.exec(line)?.[1]?.matchAll(/`([^`]+)`/g) ?? [],
      ([, name]) => name!,
    )
    return names.length === 0 || names.some((name) => lock.includes(`"node_modules/${name}"`))
  })
  return [rows.join('\n'), ...rest].join('')
}

/** A page whose commands and examples name the new service instead of those of the shop. */
export const withExamples = (page: string, { name, path }: Pick<NewService, 'name' | 'path'>): string =>
  page
    .replace(/\/api\/(?:orders|products)\b/g, path)
    .replace(/(?<![a-z])catalog[ ,]orders(?![a-z])/g, name)
    .replace(/(?<![a-z])(?:catalog|orders)(?![a-z])/g, name)
    .replace(/(?<![A-Z])(?:CATALOG|ORDERS)(?=_)/g, name.toUpperCase().replaceAll('-', '_'))
