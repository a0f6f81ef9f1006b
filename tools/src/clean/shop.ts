// What this template is besides a template: the shop. What shared files have of it is marked in them (marks.ts).

/** Its services, in the order in which they can be removed: one that calls another one first. */
export const SHOP = ['orders', 'catalog']

/** Files and folders that are about it, or that prove the template by means of it. */
export const REMOVED = [
  'verify',
  'crash-points',
  'acceptance/crash',
  'acceptance/test/shop',
  // The live page places orders and shows stock: nothing of it is left without them.
  'apps/gateway/src/page',
  'apps/gateway/test/page*.test.ts',
  'apps/gateway/test/event-stream.ts',
  'libs/telemetry/{src,test}/metrics/golden-signals*.ts',
  'libs/contracts/src/{compact-missing,fields,order,order-id,product,reservation}.ts',
  'libs/contracts/test/{compact-missing,field-bounds,order-id,order-lines}.test.ts',
  'libs/observe/src/{open-orders,order-events}.ts',
  'libs/store/src/retention.ts',
  'libs/telemetry/src/log/order-lines.ts',
  'libs/telemetry/src/metrics/{orders,open-orders}.ts',
  'libs/telemetry/src/traces/recovery-spans.ts',
  'libs/telemetry/test/metrics/open-orders.test.ts',
  'libs/telemetry/test/traces/{faults.test,order.test,traced-shop}.ts',
  'libs/testing/src/{explain,shop}.ts',
  // npm run explain tells the life of an order.
  'tools/{src,test}/explain',
  'tools/src/{explain,crash-test,repository-copy}.ts',
  'docs/{performance,evaluation}',
  'docs/{evaluation,optimisations}.md',
  'docs/page*.png',
  // This command: it has nothing to do a second time.
  'tools/{src,test}/clean',
  'tools/src/start-clean.ts',
  'templates/clean',
]

/** Sections of pages that are about the shop, or that name its files as examples. */
export const SECTIONS: Record<string, string[]> = {
  'docs/architecture.md': [
    'Nothing acknowledged is lost, nothing is sold twice',
    'Who may do what',
    'The live page',
  ],
  'docs/operations.md': ['The size of Redis', 'What happened to an order'],
  'docs/security.md': ['Threats', 'OWASP API Security Top 10 (2023)'],
  'docs/template.md': [
    'Start clean',
    'Add a field',
    'Add a background job',
    'Other choices, and where they go',
    'What to keep, and what to delete',
  ],
}

/** Rows of tables in these pages that are about the shop. */
export const ROWS =
  /\b(?:catalog|orders?|products?|stock|reservation|reserved|recovery|saga|crash|ledger|doubled|live page)\b|verify\/|`verify`/i

/** What else shared files have of it: `SERVICE` is the new service, and `RESOURCE` its path. */
export const EDITS: { file: string; from: RegExp; to: string }[] = [
  { file: 'skaffold.yaml', from: /'\{"catalog":2,.*\}'/, to: `'{"SERVICE":2}'` },
  { file: 'k8s/components/tls/gateway.yaml', from: /tls-catalog/, to: 'tls-SERVICE' },
  { file: 'biome.json', from: /, "!docs\/performance", "!docs\/evaluation"/, to: '' },
  { file: 'biome.json', from: /, "!verify\/\*\*"/, to: '' },
  { file: 'biome.json', from: /,\s*\{\s*"group": \["\*\*\/verify\/\*\*"\][^}]*\}/, to: '' },
  {
    file: 'biome.json',
    from: /,\s*\{\s*"includes": \["crash-points\/\*\*"\][\s\S]*(?=\n {2}\]\n\}\n$)/,
    to: '',
  },
  {
    file: 'biome.json',
    from: /Only crash-points imports the sources of apps: it runs them in one process\./,
    to: 'Nobody imports the sources of an app.',
  },
]
