import { byId, h } from './dom.ts'
import { t } from './i18n.ts'

interface User {
  name: string
  role: 'customer' | 'operator'
  token: string
}

const READ_EVERY = 60_000 // ms: tokens expire

let isOn = false
let users: User[] = []
let chosen = 0

/** What requests are sent with. */
export const authorization = (): string | undefined => {
  const token = users[chosen]?.token ?? byId<HTMLInputElement>('token').value.trim()
  return isOn && token ? `Bearer ${token}` : undefined
}

/** Offers the users to choose from, or a field for a token where there are none. */
export async function startIdentity(changed: () => void): Promise<void> {
  await read()
  setInterval(() => void read(), READ_EVERY)
  byId('user').onchange = () => {
    chosen = byId<HTMLSelectElement>('user').selectedIndex
    changed()
  }
  byId('token').onchange = changed
}

async function read(): Promise<void> {
  const body = await fetch('/page/identity', { cache: 'no-store' })
    .then((response) => response.json())
    .catch(() => undefined)
  if (!body) return
  isOn = body.identity === 'on'
  users = body.users
  showIdentity()
}

export function showIdentity(): void {
  byId('identity').textContent = isOn ? '' : t('identityOff')
  byId('user-label').hidden = !isOn || users.length === 0
  byId('token-label').hidden = !isOn || users.length > 0
  byId('user').replaceChildren(
    ...users.map(({ name, role }, i) =>
      h('option', {
        textContent: `${name} (${role === 'operator' ? t('operator') : t('customer')})`,
        selected: i === chosen,
      }),
    ),
  )
}
