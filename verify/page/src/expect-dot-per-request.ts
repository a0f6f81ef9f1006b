import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { BrowserPage } from './browser.ts'
import { countDots } from './count-dots.ts'

const RATE = 40 // requests a second
const ENOUGH = 60

/** Sends reads from the page, and expects a dot for each, in the columns of so many instances. */
export async function expectDotPerRequest({ page, sent }: BrowserPage, instances: number): Promise<void> {
  const reads = () => sent.filter((request) => /^GET .*\/api\/products\/[^?]+$/.test(request)).length
  const shown = async (id: string) => Number(await page.locator(id).textContent())
  await page.locator('#rate').fill(String(RATE))
  await page.getByRole('button', { name: 'Start' }).click()
  await expect.poll(() => shown('#total'), { timeout: 20_000 }).toBeGreaterThan(ENOUGH)
  await page.getByRole('button', { name: 'Stop' }).click()
  await untilShown(page, reads)

  expect(await countDots(page)).toBe(await shown('#total'))
  expect(await shown('#total')).toBe(reads())
  expect(await shown('#count-failed')).toBe(0)
  const shares = await page.locator('#columns .share').allTextContents()
  expect(shares).toHaveLength(instances)
  for (const share of shares) expect(Number.parseInt(share, 10)).toBeGreaterThan(0)
}

/** Waits until as many requests have ended as were sent, after the last one: the page writes its numbers some time later. */
export async function untilShown(page: Page, sent: () => number): Promise<void> {
  await expect.poll(async () => Number(await page.locator('#total').textContent()) - sent()).toBe(0)
  await expect.poll(() => page.locator('#on-the-way').textContent()).toMatch(/^0 in flight, 0 waiting/)
}
