import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ProblemDocument, Product, Restock, Sku } from '@slipway/contracts'
import {
  fingerprint,
  IdempotencyHeaders,
  keyReused,
  Problem,
  parseIdempotencyKey,
} from '@slipway/service-kit'
import { Type } from 'typebox'
import { present } from '../products/present.ts'
import type { RestockStore } from './store.ts'

export const restockRoutes: FastifyPluginAsyncTypebox<{ store: RestockStore; currency: string }> = async (
  app,
  { store, currency },
) => {
  app.post(
    '/api/products/:sku/restocks',
    {
      schema: {
        tags: ['products'],
        summary: 'Add stock, once for each Idempotency-Key',
        params: Type.Object({ sku: Sku }),
        headers: IdempotencyHeaders,
        body: Restock,
        response: { 200: Product, default: ProblemDocument },
      },
    },
    async ({ params: { sku }, headers, body }) => {
      const mine = fingerprint('POST', `/api/products/${sku}/restocks`, body.quantity)
      const answer = await store.restock({
        sku,
        quantity: body.quantity,
        key: parseIdempotencyKey(headers),
        fingerprint: mine,
        now: Date.now(),
      })
      if (!answer) throw new Problem(404, 'not-found', `There is no product ${sku}.`)
      if (answer.fingerprint !== mine) throw keyReused()
      return present(answer.product, currency)
    },
  )
}
