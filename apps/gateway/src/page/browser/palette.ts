import { h } from './dom.ts'
import { live } from './live.ts'

/** style.css has so many colours: those of Okabe and Ito, which nobody confuses. */
export const COLOURS = 7

const colours = new Map<string, number>()
const known = new Map<string, number>()

/** The number of an instance's colour: that of catalog-1 is the same on every screen. */
export function colourOf(service: string, instance: string): number {
  const name = `${service} ${instance}`
  if (!colours.has(name)) {
    const seen = known.get(service) ?? 0
    known.set(service, seen + 1)
    const number = /-(\d{1,2})$/.exec(instance)?.[1]
    const order = live.gateway?.upstreams.findIndex((upstream) => upstream.service === service) ?? 0
    const index = number ? Number(number) - 1 : seen
    colours.set(name, (3 * Math.max(0, order) + index) % COLOURS)
  }
  return colours.get(name)!
}

/** An instance's name, after a patch of its colour. */
export const nameTag = (service: string, instance: string): HTMLElement =>
  h('span', `name c${colourOf(service, instance)}`, h('span', { textContent: instance, title: instance }))
