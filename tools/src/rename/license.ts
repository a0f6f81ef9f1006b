/** LICENSE with one more copyright line, below those that it has: whoever wrote the template keeps theirs. */
export function addCopyright(license: string, owner: string, year: number): string {
  const lines = license.split('\n')
  const copyright = lines.filter((line) => line.startsWith('Copyright (c) '))
  if (copyright.some((line) => line.endsWith(` ${owner}`))) return license
  lines.splice(lines.lastIndexOf(copyright.at(-1)!) + 1, 0, `Copyright (c) ${year} ${owner}`)
  return lines.join('\n')
}
