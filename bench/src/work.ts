const product = {
  sku: 'compass',
  name: 'Compass',
  price: { amount: 1999, currency: 'EUR' },
  available: 100,
}
const rest = 1024 - JSON.stringify({ ...product, description: '' }).length

/** What is asked for, and the answer, byte for byte: a product of 1 KB. */
export const PATH = '/api/products/compass'
export const BODY = JSON.stringify({ ...product, description: 'x'.repeat(rest) })
