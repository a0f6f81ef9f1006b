import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api'

/** The OpenTelemetry context, with the active span, that follows a request through its asynchronous calls. */
export const activeContext = new AsyncLocalStorage<Context>()

/** The same for OpenTelemetry's API, so that an app's own spans become part of the trace. */
export const contextManager: ContextManager = {
  active: () => activeContext.getStore() ?? ROOT_CONTEXT,
  with: (context, run, self, ...args) => activeContext.run(context, () => run.call(self, ...args)),
  bind: (context, target) =>
    typeof target === 'function'
      ? (((...args: unknown[]) => activeContext.run(context, () => target(...args))) as typeof target)
      : target,
  enable: () => contextManager,
  disable: () => contextManager,
}
