import type { Faults, Lessons, ProcessAction, Protections } from '@slipway/contracts'
import { call } from './api.ts'
import { announce, byId, h, render } from './dom.ts'
import { t, word } from './i18n.ts'
import { live } from './live.ts'
import { nameTag } from './palette.ts'

let lessons: Lessons | undefined

/** Reads which faults there are; without LESSONS=on there is nothing to read, and the panel stays hidden. */
export async function readLessons(): Promise<void> {
  const { status, body } = await call('GET', '/lessons')
  if (status === 200) lessons = body
  else if (status === 403) lessons = undefined // only operators have them
  byId('lessons').hidden = !lessons
}

export const lessonsExist = () => lessons !== undefined

async function change(path: string, content: unknown): Promise<void> {
  const { status, body } = await call('PUT', `/lessons${path}`, content)
  announce(status < 400 && status > 0 ? t('changed') : String(body?.detail ?? t('noResponse')))
  await readLessons()
  showLessons()
}

/** Shows what can be made to fail, and which protections are on. */
export function showLessons(): void {
  // Which colour an instance has, the gateway's services say.
  if (!lessons || !live.gateway) return
  const { instances, protections, processes } = lessons
  render(byId('protections'), protections, () =>
    (Object.keys(protections) as (keyof Protections)[]).map((name) =>
      toggle(`protection-${name}`, t(name === 'breaker' ? 'breakerSwitch' : name), protections[name], (on) =>
        change('/protections', { [name]: on }),
      ),
    ),
  )
  render(byId('faults'), [instances, processes], () => instances.map((one) => row(one, processes)))
  const services = [...new Set(instances.map(({ service }) => service))]
  render(byId('scale'), [processes, instances.map(({ service }) => service)], () =>
    processes
      ? services.map((service) => scale(service, instances.filter((one) => one.service === service).length))
      : [],
  )
}

function row(
  { name, service, faults, process }: Lessons['instances'][number],
  processes: boolean,
): HTMLElement {
  const set = (fault: Partial<Faults>) => change(`/instances/${name}`, fault)
  const number = (fault: 'slowMs' | 'errorPercent', max: number) => {
    const field = input(`${fault}-${name}`, faults[fault], 0, max, `${t(fault)}: ${name}`, (value) =>
      set({ [fault]: value }),
    )
    return h('td', {}, field)
  }
  const act = (action: ProcessAction) => {
    const label = t(action === 'start' ? 'startProcess' : action)
    return h('button', {
      ...{ type: 'button', id: `${action}-${name}`, textContent: label, ariaLabel: `${label}: ${name}` },
      onclick: () => void change(`/instances/${name}/process`, { action }),
    })
  }
  const actions: ProcessAction[] =
    process === 'paused' ? ['resume', 'kill'] : process === 'stopped' ? ['start'] : ['pause', 'kill']
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, nameTag(service, name)),
    number('slowMs', 10_000),
    number('errorPercent', 100),
    ...(['silent', 'sick'] as const).map((fault) =>
      h(
        'td',
        {},
        toggle(`${fault}-${name}`, t(fault), faults[fault], (on) => set({ [fault]: on }), name),
      ),
    ),
    h(
      'td',
      {},
      ...(processes && process
        ? [h('span', 'state', word(process === 'stopped' ? 'halted' : process)), ' ', ...actions.map(act)]
        : ['–']),
    ),
  )
}

const scale = (service: string, replicas: number) =>
  h(
    'label',
    {},
    `${t('replicasOf', service)} `,
    input(`scale-${service}`, replicas, 1, 10, '', (value) =>
      change(`/services/${service}/replicas`, { replicas: value }),
    ),
  )

function input(
  id: string,
  value: number,
  min: number,
  max: number,
  label: string,
  set: (value: number) => void,
): HTMLElement {
  const field = h('input', {
    ...{ type: 'number', id, min: String(min), max: String(max), value: String(value) },
    onchange: () => field.reportValidity() && set(Number(field.value)),
  })
  if (label) field.ariaLabel = label
  return field
}

function toggle(id: string, text: string, on: boolean, set: (on: boolean) => void, of?: string): HTMLElement {
  const box = h('input', { type: 'checkbox', id, checked: on, onchange: () => set(box.checked) })
  if (of) box.ariaLabel = `${text}: ${of}`
  return h('label', {}, box, ` ${text}`)
}
