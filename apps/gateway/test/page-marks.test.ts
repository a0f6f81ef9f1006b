import { expect, test } from 'vitest'
import { markOf } from '../src/page/browser/marks.ts'

const response = { body: undefined, location: null, served: [], ms: 1, problem: '', retries: [] as string[] }

test.each([
  [{ status: 200 }, 'served'],
  [{ status: 201, retries: ['catalog-1 TIMEOUT'] }, 'retried'],
  [{ status: 202 }, 'open'],
  [{ status: 202, retries: ['catalog-1 TIMEOUT'] }, 'open'],
  [{ status: 409, problem: 'out-of-stock' }, 'rejected'],
  [{ status: 503, problem: 'overloaded' }, 'shed'],
  [{ status: 503, problem: 'unavailable' }, 'failed'],
  [{ status: 504, problem: 'no-response', retries: ['catalog-1 TIMEOUT'] }, 'failed'],
  [{ status: 404, problem: 'not-found' }, 'failed'],
  [{ status: 0 }, 'failed'],
] as const)('a response like %j is shown as %s', (result, mark) => {
  const retries = [...('retries' in result ? result.retries : [])]
  expect(markOf({ ...response, ...result, retries })).toBe(mark)
})
