import { byId, h, render } from './dom.ts'
import { dots, statistics } from './history.ts'
import { n, t, word } from './i18n.ts'
import { instancesOf, processes } from './live.ts'
import { load } from './load.ts'
import { nameTag } from './palette.ts'

/** The instances of a service: those that the gateway or a caller knows, and those that have served what is shown. */
function columnsOf(service: string): string[] {
  const known = processes().flatMap(({ upstreams }) =>
    upstreams
      .filter((one) => one.service === service)
      .flatMap(({ instances }) => instances.flatMap(({ name }) => name ?? [])),
  )
  const seen = dots.flatMap(({ served }) =>
    served.filter((one) => one.service === service).map(({ instance }) => instance),
  )
  return [...new Set([...known, ...seen])].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** The columns of dots: an instance each, and one for requests that no instance responded to, if there are any. */
export let columns: string[] = []

/** Shows share and p99 of each instance: above its dots, and of the instances that those have called. */
export function showColumns(): void {
  const service = load.orders ? 'orders' : 'catalog'
  const none = dots.some((dot) => dot.service === service && dot.column === '') ? [''] : []
  columns = [...columnsOf(service), ...none]
  showCards(byId('columns'), service, columns)
  byId('behind').hidden = !load.orders
  if (load.orders) showCards(byId('behind-columns'), 'catalog', columnsOf('catalog'))
}

function showCards(container: HTMLElement, service: string, instances: string[]): void {
  const cards = instances.map((instance) => {
    const state = instancesOf(service).find(({ name }) => name === instance)?.state ?? ''
    return { instance, state, ...statistics(service, instance) }
  })
  container.style.setProperty('--columns', String(Math.max(1, cards.length)))
  render(container, cards, () =>
    cards.map(({ instance, state, share, p99 }) =>
      h(
        'li',
        { className: `card ${state}` },
        instance ? nameTag(service, instance) : h('span', { className: 'name', textContent: t('nobody') }),
        h('strong', { className: 'share', textContent: `${n(share * 100)} %` }),
        h('span', 'muted', p99 === undefined ? t('noRequests') : t('p99', n(p99))),
        ...(state && state !== 'available'
          ? [h('span', { className: 'state', textContent: word(state) })]
          : []),
      ),
    ),
  )
}
