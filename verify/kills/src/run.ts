import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stockUp } from '@slipway/testing'
import { Client } from './client.ts'
import { comeToRest } from './final-state.ts'
import { inject } from './inject.ts'
import { judge } from './judge.ts'
import { Ledger, readLedger } from './ledger.ts'
import { runLoad } from './load.ts'
import { FIRST_STOCK, makePlan, SKUS } from './plan.ts'
import type { Target } from './target.ts'
import { timeline } from './timeline.ts'
import type { Run } from './verdict.ts'

export interface RunOptions {
  seed: number
  seconds: number
  rate: number
  /** Gets the plan, the ledger, the timeline, and the logs where something is wrong. */
  folder: string
  /** Of the timeline. */
  title: string
}

/** Puts load on a new system while its faults happen; then lets it come to rest, and judges it. */
export async function runOnce(target: Target, options: RunOptions): Promise<Run> {
  const { folder, title, seconds } = options
  mkdirSync(folder, { recursive: true })
  const file = (name: string) => join(folder, name)
  const kinds = target.faults.map(({ name, victims }) => ({ name, victims }))
  const plan = makePlan({ ...options, kinds })
  writeFileSync(file('plan.json'), JSON.stringify(plan))
  for (const sku of SKUS) await stockUp(target.url, sku, FIRST_STOCK)

  await using ledger = await Ledger.create(file('ledger.jsonl'))
  const client = new Client(target.url, ledger)
  const load = runLoad(plan, client)
  const faults = await inject(plan.faults, target.faults, () => client.now()).finally(() => load)
  const notSent = await load
  const ended = await target.restore()
  const state = await comeToRest(target.url, client, file('ledger.jsonl'))
  const entries = readLedger(file('ledger.jsonl'))
  const findings = judge(entries, state)
  const happened = faults.filter(({ failed }) => !failed)
  writeFileSync(file('timeline.svg'), timeline(title, entries, happened, seconds))
  if (findings.length > 0) await target.writeLogs(file('log'))
  return { plan, entries, faults, findings, notSent, ended, leftOut: target.leftOut }
}
