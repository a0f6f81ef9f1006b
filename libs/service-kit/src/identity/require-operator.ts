import type { FastifyRequest } from 'fastify'
import { Problem } from '../api/problem.ts'
import { addLogFields } from '../http/request-log.ts'
import { accessRefused } from './access-refused.ts'

/**
 * A hook for routes that only operators may use. As `onRequest` it runs before validation: a customer is told nothing
 * about the rest of the request. It throws a Problem 403 with this detail.
 */
export function requireOperator(detail: string): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (request.user.isOperator) return
    addLogFields(request, accessRefused('not-operator', { subject: request.user.subject }))
    throw new Problem(403, 'forbidden', detail)
  }
}
