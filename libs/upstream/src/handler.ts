import type { Dispatcher } from 'undici'

type Controller = Dispatcher.DispatchController
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2]

/** undici's view of one request, passed on unchanged; each behaviour here overrides the events it needs. */
export class PassOn implements Dispatcher.DispatchHandler {
  protected readonly next: Dispatcher.DispatchHandler

  constructor(next: Dispatcher.DispatchHandler) {
    this.next = next
  }

  /** The request is about to be written to a connection: from here on it may have been received. */
  onRequestStart(controller: Controller, context: unknown): void {
    this.next.onRequestStart?.(controller, context)
  }

  onResponseStart(controller: Controller, status: number, headers: Headers, message?: string): void {
    this.next.onResponseStart?.(controller, status, headers, message)
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.next.onResponseData?.(controller, chunk)
  }

  onResponseEnd(controller: Controller, trailers: Headers): void {
    this.next.onResponseEnd?.(controller, trailers)
  }

  onResponseError(controller: Controller, error: Error): void {
    this.next.onResponseError?.(controller, error)
  }
}
