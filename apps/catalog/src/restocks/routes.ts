import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ProblemResponse, Product, Restock, Sku } from '@slipway/contracts'
import {
  fingerprint,
  IdempotencyHeaders,
  keyReused,
  Problem,
  parseIdempotencyKey,
  requireOperator,
  storedKey,
} from '@slipway/service-kit'
import { Type } from 'typebox'
import { toProduct } from '../products/to-product.ts'
import type { RestockStore } from './store.ts'

export const restockRoutes: FastifyPluginAsyncTypebox<{ store: RestockStore; currency: string }> = async (
  app,
  { store, currency },
) => {
  app.post(
    '/api/products/:sku/restocks',
    {
      onRequest: requireOperator('Only operators may change products.'),
      schema: {
        tags: ['products'],
        summary: 'Add stock, once per Idempotency-Key',
        params: Type.Object({ sku: Sku }),
        headers: IdempotencyHeaders,
        body: Restock,
        response: { 200: Product, default: ProblemResponse },
      },
    },
    async ({ params: { sku }, headers, body, user }) => {
      const requested = fingerprint('POST', `/api/products/${sku}/restocks`, body)
      const record = await store.restock({
        sku,
        quantity: body.quantity,
        key: storedKey(user, parseIdempotencyKey(headers)),
        fingerprint: requested,
        now: Date.now(),
      })
      if (!record) throw new Problem(404, 'not-found', `No product with SKU ${sku}.`)
      if (record.fingerprint !== requested) throw keyReused()
      return toProduct(record.product, currency)
    },
  )
}
