import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CALL = '      const order = await placeOrder'

/** Put before or in place of what is there; the formatter sorts the rest. */
const EDITS: Record<string, [before: string, after: string][]> = {
  'config.ts': [['  ...UpstreamSettings', "  ...callSettings('payments', 500),\n  ...UpstreamSettings"]],
  'app.ts': [
    [
      "import { orderRoutes } from './orders/routes.ts'\n",
      "import { orderRoutes } from './orders/routes.ts'\nimport { PaymentsClient } from './payments-client.ts'\n",
    ],
    ['  const store', "  const payments = await openUpstream('payments', settings, logger)\n  const store"],
    ['    store,\n', '    store,\n    payments: new PaymentsClient(payments),\n'],
    ['upstreams: [upstream]', 'upstreams: [upstream, payments]'],
    ['    await store.close()\n', '    await payments.close()\n    await store.close()\n'],
  ],
  'orders/routes.ts': [
    [
      'import { cancelOrder }',
      "import type { PaymentsClient } from '../payments-client.ts'\nimport { cancelOrder }",
    ],
    ['<PlaceContext>', '<PlaceContext & { payments: PaymentsClient }>'],
    [CALL, `      await context.payments.checkLive(call)\n${CALL}`],
  ],
  '../test/start-with-users.ts': [
    [
      'import { orderRoutes }',
      "import type { PaymentsClient } from '../src/payments-client.ts'\nimport { orderRoutes }",
    ],
    [
      '  await app.register(orderRoutes, { store,',
      '  const payments = { checkLive: async () => {} } as unknown as PaymentsClient\n  await app.register(orderRoutes, { payments, store,',
    ],
    [
      "CATALOG_URL: 'http://127.0.0.1:1'",
      "CATALOG_URL: 'http://127.0.0.1:1', PAYMENTS_URL: 'http://127.0.0.1:1'",
    ],
  ],
  '../../../acceptance/test/shop/served-by.test.ts': [
    ["['gateway', 'orders', 'catalog']", "['gateway', 'orders', 'payments', 'catalog']"],
  ],
}

/**
 * Writes what a person would so that orders asks payments before it places an order: what `add-service --called-by orders`
 * prints, and one line in the route.
 */
export function callPaymentsFromOrders(root: string): void {
  for (const [name, edits] of Object.entries(EDITS)) {
    const file = join(root, 'apps/orders/src', name)
    const edited = edits.reduce(
      (text, [before, after]) => {
        if (!text.includes(before)) throw new Error(`apps/orders/src/${name} has no "${before}"`)
        return text.replace(before, after)
      },
      readFileSync(file, 'utf8'),
    )
    writeFileSync(file, edited)
  }
}
