import { expect, test } from 'vitest'
import { webAddress } from '../src/images/source.ts'

test.each([
  ['git@github.com:owner/name.git', 'https://github.com/owner/name'],
  ['https://user:token@git.example.com/owner/name', 'https://git.example.com/owner/name'],
  ['ssh://git@git.example.com:2222/owner/name.git', 'https://git.example.com/owner/name'],
  ['../a/folder', ''],
  ['', ''],
])('the web address of the remote "%s" is "%s"', (remote, address) => {
  expect(webAddress(remote)).toBe(address)
})
