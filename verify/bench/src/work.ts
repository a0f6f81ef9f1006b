import { PUBLIC_SERVICES } from '@slipway/services'

const product = {
  sku: 'compass',
  name: 'Compass',
  price: { amount: 1999, currency: 'EUR' },
  available: 100,
}
const rest = 1024 - JSON.stringify({ ...product, description: '' }).length

/** The path of all requests, which our gateway routes to a service, and the body of all responses: 1 KB of JSON. */
export const PATH = `${PUBLIC_SERVICES[0]!.path}/compass`
export const BODY = JSON.stringify({ ...product, description: 'x'.repeat(rest) })
