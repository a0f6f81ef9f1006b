import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Page, PageQuery, ProblemDocument, Product, ProductChange, Sku } from '@slipway/contracts'
import { decodeCursor, encodeCursor, invalidField, Problem } from '@slipway/service-kit'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { present } from './present.ts'
import type { ProductStore } from './store.ts'

const tags = ['products']
const params = Type.Object({ sku: Sku })

export const productRoutes: FastifyPluginAsyncTypebox<{ store: ProductStore; currency: string }> = async (
  app,
  { store, currency },
) => {
  app.get(
    '/api/products',
    {
      schema: {
        tags,
        summary: 'List products, by SKU',
        querystring: PageQuery,
        response: { 200: Page(Product), default: ProblemDocument },
      },
    },
    async ({ query }) => {
      const after = decodeCursor(query.cursor, (key) => Value.Check(Sku, key))
      const { items, more } = await store.list(query.limit, after)
      return {
        items: items.map((product) => present(product, currency)),
        nextCursor: more ? encodeCursor(items.at(-1)!.sku) : null,
      }
    },
  )

  app.get(
    '/api/products/:sku',
    {
      schema: {
        tags,
        summary: 'Get a product',
        params,
        response: { 200: Product, default: ProblemDocument },
      },
    },
    async ({ params: { sku } }) => {
      const product = await store.get(sku)
      if (!product) throw new Problem(404, 'not-found', `There is no product ${sku}.`)
      return present(product, currency)
    },
  )

  app.put(
    '/api/products/:sku',
    {
      schema: {
        tags,
        summary: 'Create a product, or change its name and price',
        description: 'Never touches stock: a new product has none until it is restocked.',
        params,
        body: ProductChange,
        response: { 200: Product, 201: Product, default: ProblemDocument },
      },
    },
    async ({ params: { sku }, body: { name, price } }, reply) => {
      if (price.currency !== undefined && price.currency !== currency) {
        throw invalidField('body', '/price/currency', `must be ${currency}, the currency of this catalog`)
      }
      const { created, product } = await store.put({ sku, name, amount: price.amount })
      reply.code(created ? 201 : 200)
      if (created) reply.header('location', `/api/products/${sku}`)
      return present(product, currency)
    },
  )
}
