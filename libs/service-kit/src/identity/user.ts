/** For whom a request is made. */
export interface User {
  /** Unique within the issuer of tokens; what the user makes, and idempotency keys, belong to it. */
  subject: string
  /** Operators change what everybody reads, and see what belongs to others; everybody else is a customer. */
  isOperator: boolean
}

/** Everybody, while identity is off. What was stored before there were users belongs to it; no token may name it. */
export const LOCAL_USER: User = { subject: 'local', isOperator: true }

declare module 'fastify' {
  interface FastifyRequest {
    /** Below `/api/`, for whom the request is made. */
    user: User
  }
}
