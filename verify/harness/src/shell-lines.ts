/** The commands in the `sh` blocks of a page, one for each line. */
export const shellLines = (markdown: string): string[] =>
  [...markdown.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split('\n'))
