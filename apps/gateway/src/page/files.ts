import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const FOLDER = join(import.meta.dirname, 'browser')

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
}

/** A file of the page. */
export interface PageFile {
  path: string
  type: string
  /** Reads it on the first call. */
  content(): PageContent
}

/** What is sent of a file. */
export interface PageContent {
  body: string
  gzip: Buffer
  etag: string
}

/**
 * The page's files. They are read when they are first asked for: to strip types, Node loads a program that takes 35 MB
 * and 85 ms, which a gateway whose page nobody opens does not need.
 */
export function pageFiles(): PageFile[] {
  return globSync('*.{html,css,svg,ts}', { cwd: FOLDER }).map((name) => {
    let content: PageContent | undefined
    return {
      path: name === 'index.html' ? '/' : `/page/${name}`,
      type: TYPES[extname(name)]!,
      content: () => {
        content ??= readContent(name)
        return content
      },
    }
  })
}

/** TypeScript becomes JavaScript by losing its types, as everywhere in Node. */
function readContent(name: string): PageContent {
  const source = readFileSync(join(FOLDER, name), 'utf8')
  const body = name.endsWith('.ts') ? withoutTypes(source) : source
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  return { body, gzip: gzipSync(body, { level: 9 }), etag }
}

/** Types become blanks, so that lines keep their numbers; those at the end of lines are not sent. */
function withoutTypes(source: string): string {
  const { emitWarning } = process
  // Node marks the function as experimental, on standard error; it runs every file of this repository in the same way.
  process.emitWarning = () => {}
  try {
    const lines = stripTypeScriptTypes(source).split('\n')
    return lines.map((line) => line.trimEnd()).join('\n')
  } finally {
    process.emitWarning = emitWarning
  }
}
