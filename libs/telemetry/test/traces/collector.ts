import { listen } from '@slipway/testing'

/** A span as a collector receives it, with the attributes of its process. */
export interface Span {
  name: string
  /** 1 internal, 2 server, 3 client. */
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Record<string, unknown>
  links: { traceId: string; spanId: string }[]
  /** 2: error. */
  status: { code?: number }
  resource: Record<string, unknown>
  /** ms since the epoch. */
  start: number
  end: number
}

export interface Collector extends AsyncDisposable {
  url: string
  spans: Span[]
  /** What it responds with; undefined: nothing. */
  status: number | undefined
  requests: number
}

/** A collector for OTLP over HTTP, in JSON. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export async function startCollector(): Promise<Collector> {
  const server = await listen(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    collector.requests++
    if (collector.status === undefined) return
    if (request.url !== '/v1/traces') collector.status = 404
    response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}')
    if (collector.status === 200)
      collector.spans.push(...spansOf(JSON.parse(Buffer.concat(chunks).toString())))
  })
  const collector: Collector = {
    url: server.url,
    spans: [],
    status: 200,
    requests: 0,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return collector
}

type OtlpValue = Record<string, unknown>
type OtlpAttributes = { key: string; value: OtlpValue }[]
interface OtlpSpan extends Omit<Span, 'attributes' | 'resource' | 'start' | 'end'> {
  attributes: OtlpAttributes
  startTimeUnixNano: string
  endTimeUnixNano: string
}
interface OtlpTraces {
  resourceSpans: {
    resource: { attributes: OtlpAttributes }
    scopeSpans: { spans: OtlpSpan[] }[]
  }[]
}

const valuesOf = (attributes: OtlpAttributes) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

function spansOf({ resourceSpans }: OtlpTraces): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        ...span,
        attributes: valuesOf(span.attributes),
        links: span.links ?? [],
        resource: valuesOf(resource.attributes),
        start: Number(span.startTimeUnixNano) / 1e6,
        end: Number(span.endTimeUnixNano) / 1e6,
      })),
  )
}

const KINDS: Record<number, string> = { 1: 'internal', 2: 'server', 3: 'client' }

/** The spans of a trace as indented lines, each after its caller, in the order of their names. */
export function treeOf(spans: Span[], parent?: string, indent = ''): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .flatMap(({ resource, name, kind, spanId }) => [
      `${indent}${resource['service.name']} ${KINDS[kind]} ${name}`,
      ...treeOf(spans, spanId, `${indent}  `),
    ])
}
