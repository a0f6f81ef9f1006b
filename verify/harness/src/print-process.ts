/** For a container with Node, or with a shell: prints the arguments and the environment of its first process. */
export const PRINT_PROCESS = {
  node: [
    '/nodejs/bin/node',
    '--eval',
    `for (const file of ['cmdline', 'environ']) console.log(require('fs').readFileSync('/proc/1/' + file, 'utf8'))`,
  ],
  shell: ['sh', '-c', 'cat /proc/1/cmdline /proc/1/environ'],
}
