import { expect, test } from 'vitest'
import { bySecond, recovery, type Second, typicalGoodput } from '../src/goodput.ts'

const visit = (end: number, outcome: string, attempts = 1) => ({ end, outcome, attempts })
const seconds = (...goodput: number[]): Second[] =>
  goodput.map((good) => ({ good, ended: good, attempts: good, outcomes: { '200': good } }))

test('each request counts in the second in which it ended, and is good with a 2xx alone', () => {
  const visits = [
    visit(999, '200'), // before the first second
    visit(1_000, '200'),
    visit(1_999, '201', 2),
    visit(2_000, '503', 4),
    visit(2_500, 'timeout', 4),
    visit(2_600, '200'),
    visit(4_000, '200'), // after the last
  ]
  expect(bySecond(visits, 1_000, 3)).toEqual([
    { good: 2, ended: 2, attempts: 3, outcomes: { '200': 1, '201': 1 } },
    { good: 1, ended: 3, attempts: 9, outcomes: { '503': 1, timeout: 1, '200': 1 } },
    { good: 0, ended: 0, attempts: 0, outcomes: {} },
  ])
})

test('the typical goodput is the median: one second without any changes nothing', () => {
  expect(typicalGoodput(seconds(100, 0, 100, 101, 99))).toBe(100)
})

test.each([
  { name: 'at once', after: [100, 100, 100], back: 0 },
  { name: 'after two seconds', after: [0, 50, 95, 95, 95], back: 2 },
  { name: 'not by one second that makes up for others', after: [0, 0, 200, 0, 0], back: undefined },
  { name: 'never', after: [94, 94, 94, 94], back: undefined },
  { name: 'not known, where what follows is too short', after: [0, 0, 100, 100], back: undefined },
])('the goodput of 100 is back $name', ({ after, back }) => {
  expect(recovery(seconds(...after), 100, 0.95)).toBe(back)
})
