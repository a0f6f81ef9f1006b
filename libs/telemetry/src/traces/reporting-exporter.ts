import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { FastifyBaseLogger } from 'fastify'

/** Passes spans on to an exporter; logs one line when it fails and one when it works again, however many batches fail. */
export class ReportingExporter implements SpanExporter {
  readonly #exporter: SpanExporter
  readonly #log: Pick<FastifyBaseLogger, 'warn' | 'info'>
  #failing = false
  #lost = 0

  constructor(exporter: SpanExporter, log: Pick<FastifyBaseLogger, 'warn' | 'info'>) {
    this.#exporter = exporter
    this.#log = log
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.#succeeded()
      else this.#failed(spans.length, result.error)
      done(result)
    })
  }

  forceFlush = async () => this.#exporter.forceFlush?.()
  shutdown = () => this.#exporter.shutdown()

  #failed(spans: number, error?: Error): void {
    const reason = error?.message || (error as NodeJS.ErrnoException | undefined)?.code
    if (!this.#failing) this.#log.warn({ event: 'traces-failing', reason }, 'traces cannot be sent')
    this.#failing = true
    this.#lost += spans
  }

  #succeeded(): void {
    if (this.#failing)
      this.#log.info({ event: 'traces-sent-again', lost: this.#lost }, 'traces are sent again')
    this.#failing = false
    this.#lost = 0
  }
}
