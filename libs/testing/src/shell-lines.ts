/** The commands in the `sh` blocks of a page, a line each. */
export const shellLines = (markdown: string): string[] =>
  [...markdown.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split('\n'))
