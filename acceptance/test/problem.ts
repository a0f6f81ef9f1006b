import type { Response } from 'supertest'
import { expect } from 'vitest'

/** Expects a problem document, which names the field where there is one. */
export function expectProblem(response: Response, status: number, field?: string) {
  expect(response.status).toBe(status)
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(response.body).toMatchObject({ status, instance: response.headers['x-request-id'] })
  for (const member of ['type', 'title', 'detail']) expect(response.body[member]).toEqual(expect.any(String))
  if (field) expect(response.body.errors).toContainEqual(expect.objectContaining({ field }))
}
