import { openPage, skipped } from '@slipway/page'
import { available, settledOrder, startSystem } from '@slipway/testing'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'

/** Presses Tab until the element with this id has the focus, as a person without a mouse does. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let pressed = 0; pressed < 200; pressed++) {
    if ((await page.evaluate(() => document.activeElement?.id)) === id) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${id}`)
}

describe.skipIf(skipped)(`one order${skipped}`, () => {
  test('is placed, repeated and cancelled by keyboard alone, and its steps name the instances', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    const { page } = open
    const before = await available(system.url, 'compass')
    const steps = () => page.locator('#steps li').allTextContents()
    const message = () => page.locator('#announcements').textContent()

    await tabTo(page, 'quantity-compass')
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    await expect.poll(message).toBe('The order is confirmed')
    expect(await steps()).toEqual([
      expect.stringMatching(/^Writtenby orders-\d$/),
      expect.stringMatching(/^Reservedby catalog-\d$/),
      expect.stringMatching(/^confirmedby orders-\d$/),
    ])
    const id = (await page.locator('#about code').textContent())!
    expect((await settledOrder(system.url, id)).lines).toMatchObject([{ sku: 'compass', quantity: 2 }])
    await expect.poll(() => page.locator('#stock-compass').textContent()).toBe(String(before - 2))
    await expect.poll(() => page.locator('#latest').textContent()).toContain(id.slice(-6))

    await tabTo(page, 'repeat')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#notes').textContent()).toMatch(/orders-\d returned the same order/)
    expect(await available(system.url, 'compass')).toBe(before - 2)

    await tabTo(page, 'cancel')
    await page.keyboard.press('Enter')
    await expect.poll(message).toBe('The order is cancelled')
    expect((await steps()).slice(3)).toEqual([
      expect.stringMatching(/^Releasedby catalog-\d$/),
      expect.stringMatching(/^cancelledby orders-\d$/),
    ])
    expect(await available(system.url, 'compass')).toBe(before)
  })

  test('whose outcome is unknown shows so, and then that recovery settled it', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    const { page } = open
    const catalogs = ['catalog-1', 'catalog-2'].map((name) => system.process(name))
    for (const one of catalogs) one.kill('SIGSTOP')

    await page.locator('#quantity-compass').fill('1')
    await page.getByRole('button', { name: 'Place order' }).click()
    await expect
      .poll(() => page.locator('#steps').textContent(), { timeout: 10_000 })
      .toMatch(/Writtenby orders-\dReservednot known yet/)
    for (const one of catalogs) one.kill('SIGCONT')
    await expect
      .poll(() => page.locator('#steps').textContent(), { timeout: 20_000 })
      .toMatch(/Reservedby recoveryconfirmedby recovery/)
  })

  test('that asks for more than there is is refused, and says why', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    const { page } = open

    await page.locator('#quantity-compass').fill('999')
    await page.getByRole('button', { name: 'Place order' }).click()
    await expect.poll(() => page.locator('#steps').textContent()).toMatch(/Refusedby catalog-\d/)
    expect(await page.locator('#notes').textContent()).toContain('999 requested, 15 available')
  })
})
