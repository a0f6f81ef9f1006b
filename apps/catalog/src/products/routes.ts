import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Page, PageQuery, ProblemResponse, Product, ProductChange, Sku } from '@slipway/contracts'
import {
  compileCheck,
  decodeCursor,
  encodeCursor,
  invalidField,
  Problem,
  requireOperator,
} from '@slipway/service-kit'
import { Type } from 'typebox'
import type { ProductStore } from './store.ts'
import { toProduct } from './to-product.ts'

const tags = ['products']
const params = Type.Object({ sku: Sku })
const isSku = compileCheck(Sku)

export const productRoutes: FastifyPluginAsyncTypebox<{ store: ProductStore; currency: string }> = async (
  app,
  { store, currency },
) => {
  app.get(
    '/api/products',
    {
      schema: {
        tags,
        summary: 'List products in SKU order',
        querystring: PageQuery,
        response: { 200: Page(Product), default: ProblemResponse },
      },
    },
    async ({ query }) => {
      const after = decodeCursor(query.cursor, isSku)
      const { items, more } = await store.list(query.limit, after)
      return {
        items: items.map((product) => toProduct(product, currency)),
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
        response: { 200: Product, default: ProblemResponse },
      },
    },
    async ({ params: { sku } }) => {
      const product = await store.get(sku)
      if (!product) throw new Problem(404, 'not-found', `No product with SKU ${sku}.`)
      return toProduct(product, currency)
    },
  )

  app.put(
    '/api/products/:sku',
    {
      onRequest: requireOperator('Only operators may change products.'),
      schema: {
        tags,
        summary: 'Create a product, or change its name and price',
        description: 'Does not change the stock: a new product has none until it is restocked.',
        params,
        body: ProductChange,
        response: { 200: Product, 201: Product, default: ProblemResponse },
      },
    },
    async ({ params: { sku }, body: { name, price } }, reply) => {
      if (price.currency !== undefined && price.currency !== currency) {
        throw invalidField('body', '/price/currency', `must be ${currency}, the currency of this catalog`)
      }
      const { created, product } = await store.put({ sku, name, amount: price.amount })
      reply.code(created ? 201 : 200)
      if (created) reply.header('location', `/api/products/${sku}`)
      return toProduct(product, currency)
    },
  )
}
