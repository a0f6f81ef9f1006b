import { announce, byId } from './dom.ts'
import { n, t } from './i18n.ts'
import { load } from './load.ts'

/** The start button, the rate, and the choice between reads and orders. */
export function startControls(changed: () => void): void {
  const rate = byId<HTMLInputElement>('rate')
  byId('run').onclick = () => {
    load.running = !load.running
    announce(t(load.running ? 'started' : 'stopped', n(load.rate)))
    changed()
  }
  rate.oninput = () => {
    load.rate = Number(rate.value)
    changed()
  }
  for (const kind of ['reads', 'orders']) {
    byId(kind).onchange = () => {
      load.orders = kind === 'orders'
      changed()
    }
  }
  rate.value = String(load.rate)
}

export function showControls(): void {
  byId('run').textContent = t(load.running ? 'stop' : 'start')
  byId('run').classList.toggle('running', load.running)
  byId('rate-value').textContent = t('perSecondValue', n(load.rate))
  byId('rate').ariaValueText = t('perSecondValue', n(load.rate))
}
