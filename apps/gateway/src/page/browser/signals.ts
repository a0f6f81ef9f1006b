import { byId, h, render } from './dom.ts'
import { n, t } from './i18n.ts'
import { live } from './live.ts'

/** Shows the four golden signals of the gateway: latency, traffic, errors, saturation. */
export function showSignals(): void {
  const { signals } = live
  render(byId('signals'), signals, () => {
    if (!signals) return []
    const { requestsPerSecond, errorRatio, p50, p99, inFlightRatio, eventLoopDelay } = signals
    return [
      tile(t('traffic'), n(requestsPerSecond, requestsPerSecond < 10 ? 1 : 0), t('perSecond')),
      tile(t('errors'), `${n(errorRatio * 100, 1)} %`, t('serverErrors'), errorRatio > 0 ? 'bad' : ''),
      tile(t('latency'), `${n(p99)} ms`, t('p50', n(p50, 1))),
      tile(t('saturation'), `${n(inFlightRatio * 100)} %`, t('eventLoop', n(eventLoopDelay))),
    ]
  })
}

const tile = (name: string, value: string, detail: string, className = '') =>
  h('div', 'tile', h('dt', {}, name), h('dd', className, h('strong', {}, value), h('span', 'muted', detail)))
