import { h, render } from './dom.ts'
import { type Key, t } from './i18n.ts'

/** A step of an order, and the instance that took it; nobody has while the outcome is unknown. */
export interface Step {
  name: Extract<Key, 'written' | 'reserved' | 'refused' | 'confirmed' | 'rejected' | 'released' | 'cancelled'>
  by: string | undefined
}

export function showSteps(list: HTMLElement, steps: Step[]): void {
  render(list, steps, () =>
    steps.map(({ name, by }) =>
      h('li', by ? name : 'open', h('b', {}, t(name)), h('span', 'muted', by ? t('by', by) : t('notYet'))),
    ),
  )
}
