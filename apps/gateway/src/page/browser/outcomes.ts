import { byId, h, render } from './dom.ts'
import { counts, retries, total } from './history.ts'
import { n, t } from './i18n.ts'
import { load } from './load.ts'
import { MARKS, type Mark } from './marks.ts'

/** Shows what became of the requests, which is also the legend of the marks; and what is on its way. */
export function showOutcomes(): void {
  const { waiting, inFlight, skipped } = load
  render(byId('outcomes'), counts, () =>
    (Object.keys(MARKS) as Mark[]).map((mark) =>
      h(
        'div',
        counts[mark] > 0 && (mark === 'failed' || mark === 'shed') ? 'bad' : '',
        h('dt', {}, h('span', { className: 'mark', textContent: MARKS[mark], ariaHidden: 'true' }), t(mark)),
        h('dd', { id: `count-${mark}`, textContent: n(counts[mark]) }),
      ),
    ),
  )
  byId('hint').hidden = total() > 0 || load.running
  byId('total').textContent = n(total())
  byId('on-the-way').textContent =
    t('onTheWay', n(inFlight), n(waiting)) + (skipped ? ` ${t('skipped', n(skipped))}` : '')
  const failed = [...retries].map(([attempt, count]) => `${attempt} × ${n(count)}`)
  byId('retries').textContent = failed.length ? t('failedAttempts', failed.join(', ')) : ''
}
