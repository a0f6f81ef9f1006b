import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CANCELLED, explain, LOG, RECOVERED, storyFrom } from './explain.ts'

const lines = readFileSync(LOG, 'utf8').split('\n')
const without = (...parts: string[]) => lines.filter((line) => !parts.every((part) => line.includes(part)))

/** What a story says, without its times and its request ids. */
const withoutDetails = (story: string) =>
  story
    .replace(/\d\d:\d\d:\d\d\.\d{3} {2}/g, '')
    .replace(/ \(request \S+\)/g, '')
    .replace(/ +/g, ' ')

test('an order that was cancelled is told from its first request to its last, hop by hop', async () => {
  const { code, stdout } = await explain(lines, CANCELLED)
  expect(code).toBe(0)
  const story = withoutDetails(stdout)
  const inOrder = [
    `Order ${CANCELLED}: cancelled.`,
    'client → gateway-1 POST /api/orders',
    'gateway-1 → orders-2 POST /api/orders',
    'orders-2 wrote the order as pending',
    `orders-2 → catalog-1 PUT /reservations/${CANCELLED}`,
    'catalog-1 → orders-2 200 after',
    'orders-2 moved the order from pending to confirmed',
    'orders-2 → gateway-1 201 after',
    'gateway-1 → client 201 after',
    `client → gateway-1 PUT /api/orders/${CANCELLED}/cancellation`,
    'orders-2 moved the order from confirmed to cancelling',
    `orders-2 → catalog-1 PUT /reservations/${CANCELLED}/release`,
    'orders-2 moved the order from cancelling to cancelled',
    'gateway-1 → client 200 after',
    'written written as pending, by orders-2',
    'reserved reserved, by catalog-1',
    'settled confirmed, by orders-2',
    'cancelling cancelling, by orders-2',
    'released released, by catalog-1',
    'cancelled cancelled, by orders-2',
  ]
  const places = inOrder.map((text) => story.indexOf(text))
  expect(places.indexOf(-1), `not told: ${inOrder[places.indexOf(-1)]}`).toBe(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(stdout).not.toMatch(/not seen/i)
})

test('failed attempts, ejections, retries and the recovery are told with their reasons', async () => {
  const stdout = await storyFrom(lines, RECOVERED)
  expect(stdout).toMatch(/gateway-1 ✗ orders-1 +attempt 1 failed after \d+ ms \(BROKEN: .*may have received/)
  expect(stdout).toMatch(
    /gateway-1 ✗ orders-2 +attempt 2 failed after .* ms \(UNREACHABLE: .*has not received/,
  )
  expect(stdout).toMatch(/gateway-1 +ejects orders-1 for 1 s: 1 failed attempt/)
  expect(stdout).toMatch(/gateway-1 +tries another instance of orders/)
  expect(stdout).toMatch(/gateway-1 → client +504 after/)
  expect(stdout).toMatch(/orders-1 +its process started/)
  expect(stdout).toContain('orders-1 recovered it at its first attempt: it was pending and became confirmed.')
  expect(stdout).toMatch(/Why: orders-1 made it pending, .* a new one started 1\.\d s later/)
})

test.each([
  ['its reservation', ['/reservations/', CANCELLED, '"reserved"'], 'reserved'],
  ['its confirmation', ['"event":"order"', CANCELLED, 'order confirmed'], 'settled'],
  ['its first line', ['"event":"order"', CANCELLED, 'order written'], 'written'],
])('where the line of %s is lost, the step is not seen, and nothing is invented', async (_, parts, step) => {
  const found = without(...parts)
  expect(found.length).toBeLessThan(lines.length)
  const stdout = await storyFrom(found, CANCELLED)
  expect(stdout).toMatch(
    new RegExp(`^  ${step} +not seen: no line of it was found, but \\S+ says that the order is `, 'm'),
  )
})

test('without the lines of the gateway, the story says that it was not seen', async () => {
  const stdout = await storyFrom(without('"service":"gateway"'), CANCELLED)
  expect(stdout).toMatch(/gateway \(not seen\) → orders-2 +POST \/api\/orders/)
  expect(stdout).not.toContain('gateway-1')
})

test('a request leads to its order', async () => {
  const story = await storyFrom(lines, CANCELLED)
  const requestId = /\(request (\S+)\)/.exec(story)![1]!
  const stdout = await storyFrom(lines, requestId)
  expect(stdout.replace(`Request ${requestId} is about it.\n`, '')).toBe(story)
})

test('a request that is about no order is told alone', async () => {
  const line = lines.find((line) => line.includes('/restocks') && line.includes('"service":"gateway"'))!
  const stdout = await storyFrom(lines, JSON.parse(line).requestId)
  expect(stdout).toMatch(/client → gateway-1 +POST \/api\/products\/a\/restocks/)
  expect(stdout).toMatch(/gateway-1 → catalog-\d +POST \/api\/products\/a\/restocks/)
  expect(stdout).not.toContain('/api/orders')
})

test('an order that is only read is no longer a story for each read', async () => {
  const read = lines.filter((line) => line.includes(`"path":"/api/orders/${RECOVERED}"`))
  const once = await storyFrom(lines, RECOVERED)
  const stdout = await storyFrom([...lines, ...Array.from({ length: 500 }, () => read).flat()], RECOVERED)
  expect(stdout).toBe(once.replace('(1 requests)', '(501 requests)'))
})

test('lines that are no log lines are skipped and counted', async () => {
  const broken = ['[orders-1] Error: boom', '    at file.ts:1:2', `{"orderId":"${CANCELLED}","time":`, '']
  const story = await storyFrom(lines, CANCELLED)
  const stdout = await storyFrom([...broken, ...lines], CANCELLED)
  expect(stdout).toContain(`3 of ${lines.length + 3} lines were skipped`)
  expect(withoutDetails(stdout)).toContain(withoutDetails(story.split('What happened')[1]!))
})

test('an unknown id is an error that says where it was searched', async () => {
  const { code, stdout, stderr } = await explain(lines, 'nothing')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(`No log line is about nothing. Searched: the standard input (${lines.length} lines).\n`)
})

test.each([
  [['--from', 'no-such-file', 'id'], 'There is no file no-such-file'],
  [[], 'Usage: npm run explain'],
  [['id', '--unknown'], "Unknown option '--unknown'"],
])('%j is a mistake that is named', async (args, message) => {
  const { code, stderr } = await explain([], ...args)
  expect(code).toBe(1)
  expect(stderr).toContain(message)
})

test('--mermaid draws each message between two processes, and each note', async () => {
  const story = await storyFrom(lines, RECOVERED)
  const stdout = await storyFrom(lines, RECOVERED, { mermaid: true })
  const [title, ...drawn] = stdout.trimEnd().split('\n')
  expect(title).toBe('sequenceDiagram')
  const participants = drawn.filter((line) => line.startsWith('  participant '))
  expect(participants.map((line) => line.split(' as ')[1])).toEqual(
    expect.arrayContaining(['client', 'gateway-1', 'orders-1', 'orders-2', 'catalog-1']),
  )
  const told = story.match(/^ {2}\d\d:\d\d:\d\d.*/gm)!
  expect(drawn.length - participants.length).toBe(told.length)
  for (const line of drawn.slice(participants.length)) {
    expect(line).toMatch(/^ {2}(p\d+(->>|-->>|-x)p\d+|Note over p\d+): [^;#]+$/)
  }
})

test('what means something to Mermaid in a path is a comma in the diagram', async () => {
  const path = '/api/products/a;#35;%%{init:{}}%%'
  const changed = lines.map((line) => line.replaceAll('/api/products/a/restocks', path))
  const line = changed.find((line) => line.includes(path))!
  const stdout = await storyFrom(changed, JSON.parse(line).requestId, { mermaid: true })
  expect(stdout).toContain(': POST /api/products/a,,35,,{init:{}},')
})
