import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { stockUp, useToken } from '@slipway/testing'
import { identityFolder, userToken } from '@slipway/tools'
import { signatureOf } from '../leaks.ts'
import { makeSecrets, type OwnSecrets } from './secrets.ts'

/**
 * Sends requests with tokens that are accepted, have ended, and are forged, in each place where a client might put one.
 * Returns what of each token nobody can guess, by its name, and the status of each order that was placed with it.
 */
export async function sendTokens(url: string, secrets: OwnSecrets) {
  using others = await makeSecrets()
  const tokens = {
    operator: secrets.operatorToken,
    ended: await userToken(identityFolder(secrets.path), 'eve', 'customer', -60),
    forged: others.operatorToken,
  }
  useToken(url, tokens.operator)
  await stockUp(url, 'canary', 1)
  const sent: Record<string, string> = {}
  const statuses: Record<string, number> = {}
  for (const [name, token] of Object.entries(tokens)) {
    sent[`the token: ${name}`] = signatureOf(token)
    statuses[name] = await placeOrder(url, token)
  }
  return { sent, statuses }
}

/** Repeats the order while the system is too busy for it. */
async function placeOrder(url: string, token: string): Promise<number> {
  const headers = {
    ...{ authorization: `Bearer ${token}`, 'x-caller-token': token, cookie: token },
    ...{ 'idempotency-key': randomUUID(), 'content-type': 'application/json' },
  }
  const body = JSON.stringify({ lines: [{ sku: 'canary', quantity: 1 }] })
  for (let tries = 0; ; tries++) {
    const target = `${url}/api/orders?access_token=${token}`
    const response = await fetch(target, { method: 'POST', headers, body })
    await response.arrayBuffer()
    if ((response.status !== 202 && response.status < 500) || tries === 20) return response.status
    await sleep(500)
  }
}
