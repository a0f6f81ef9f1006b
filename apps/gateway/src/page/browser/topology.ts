import { announce, byId, h, render } from './dom.ts'
import { n, t, word } from './i18n.ts'
import { type Instance, processes, type Upstream } from './live.ts'
import { nameTag } from './palette.ts'

const before = new Map<string, string>()

/** Shows what each caller knows of the services that it calls. */
export function showTopology(): void {
  const callers = processes()
  render(
    byId('edges'),
    callers.map(({ instance, draining, upstreams }) => [instance, draining, upstreams]),
    () =>
      callers.flatMap(({ instance, draining, upstreams }) =>
        upstreams.map((upstream) =>
          edge(draining ? `${instance} (${word('draining')})` : instance, upstream),
        ),
      ),
  )
  for (const { service, instances } of callers[0]?.upstreams ?? [])
    for (const one of instances) tell(service, one)
}

function edge(caller: string, { service, breaker, retriesLeft, inFlight, instances }: Upstream): HTMLElement {
  const rows = instances.map(({ name, state, inFlight }) =>
    h(
      'tr',
      state,
      h('th', { scope: 'row' }, name ? nameTag(service, name) : t('notSeen')),
      h('td', 'state', word(state)),
      h('td', 'number', t('inFlightCount', n(inFlight))),
    ),
  )
  const fact = (name: string, value: string, className = '') =>
    h('span', className, `${name} `, h('b', {}, value))
  return h(
    'table',
    {},
    h(
      'caption',
      {},
      h('b', {}, `${caller} → ${service}`),
      h(
        'span',
        'facts',
        fact(t('found'), n(instances.length)),
        fact(t('inFlight'), n(inFlight)),
        fact(t('breaker'), word(breaker), breaker === 'closed' ? 'good' : 'bad'),
        fact(t('retriesLeft'), n(retriesLeft), retriesLeft < 1 ? 'bad' : ''),
      ),
    ),
    h(
      'thead',
      'hidden',
      h(
        'tr',
        {},
        ...[t('instance'), t('state'), t('inFlight')].map((text) =>
          h('th', { scope: 'col', textContent: text }),
        ),
      ),
    ),
    h('tbody', {}, ...rows),
  )
}

/** Tells screen readers that the gateway skips an instance, or uses it again. */
function tell(service: string, { name, state }: Instance): void {
  if (!name) return
  const key = `${service} ${name}`
  if (before.has(key) && before.get(key) !== state) announce(`${name}: ${word(state)}`)
  before.set(key, state)
}
