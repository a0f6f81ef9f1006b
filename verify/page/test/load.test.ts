import { repeatIfStalled } from '@slipway/harness'
import { countDots, expectDotPerRequest, openPage, skipped, untilShown } from '@slipway/page'
import { startSystem } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

const share = (name: string) => `#columns li:has-text("${name}") .share`

describe.skipIf(skipped)(`the load of the page${skipped}`, () => {
  test('each read is one dot, in the column of the instance that served it; both are seen', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)

    await expectDotPerRequest(open, 2)
    await expect.poll(() => open.page.locator('#edges').textContent()).toMatch(/catalog-1.*catalog-2/)
  })

  test('each order is one dot, and is an order', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    const { page, sent } = open

    await page.locator('#orders').check()
    await page.getByRole('button', { name: 'Start' }).click()
    await expect
      .poll(() => page.locator('#total').textContent().then(Number), { timeout: 20_000 })
      .toBeGreaterThan(20)
    await page.getByRole('button', { name: 'Stop' }).click()
    const placed = () =>
      sent.filter((request) => request.startsWith('POST ') && request.endsWith('/api/orders')).length
    await untilShown(page, placed)

    const total = Number(await page.locator('#total').textContent())
    expect(await countDots(page)).toBe(total)
    expect(placed()).toBe(total)
    const orders = await fetch(`${system.url}/api/orders?limit=100`)
    expect(((await orders.json()) as { items: [] }).items).toHaveLength(total)
    expect(await page.locator('#columns .name').allTextContents()).toEqual(['orders-1', 'orders-2'])
    expect(await page.locator('#behind-columns .name').allTextContents()).toEqual(['catalog-1', 'catalog-2'])
  })

  test('SIGKILL of an instance: its share is 0 within two seconds, no dot failed, and the retries are seen', () =>
    repeatIfStalled(async () => {
      await using system = await startSystem()
      await using open = await openPage(system.url)
      const { page } = open
      await page.locator('#rate').fill('60')
      await page.getByRole('button', { name: 'Start' }).click()
      await expect
        .poll(() =>
          page
            .locator(share('catalog-2'))
            .textContent()
            .then((text) => Number.parseInt(text!, 10)),
        )
        .toBeGreaterThan(20)

      system.process('catalog-2').kill('SIGKILL')
      await expect
        .poll(() => page.locator(share('catalog-2')).textContent(), { timeout: 2_000, interval: 50 })
        .toBe('0 %')

      await page.locator('#edges tr.ejected').first().waitFor()
      await page.waitForTimeout(2_000)
      const count = (mark: string) => page.locator(`#count-${mark}`).textContent().then(Number)
      expect(await count('failed')).toBe(0)
      expect(await count('shed')).toBe(0)
      expect(await count('retried')).toBeGreaterThan(0)
      expect(await page.locator('#retries').textContent()).toMatch(/catalog-2 (UNREACHABLE|BROKEN)/)
    }))

  test('while no instance responds, requests wait in the browser and are shown so; each of them becomes a dot', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    const { page, sent } = open
    const catalogs = ['catalog-1', 'catalog-2'].map((name) => system.process(name))
    for (const one of catalogs) one.kill('SIGSTOP')

    await page.getByRole('button', { name: 'Start' }).click()
    await expect
      .poll(() => page.locator('#on-the-way').textContent())
      .toMatch(/^5 in flight, [1-9]\d* waiting/)
    await expect.poll(() => countDots(page)).toBeGreaterThan(5)
    for (const one of catalogs) one.kill('SIGCONT')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect
      .poll(() => page.locator('#on-the-way').textContent(), { timeout: 10_000 })
      .toMatch(/^0 in flight, 0 waiting/)

    const reads = sent.filter((request) => /^GET .*\/api\/products\/[^?]+$/.test(request)).length
    expect(Number(await page.locator('#total').textContent())).toBe(reads)
  })

  test('a gateway that is killed and comes back is live again by itself', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    const { page } = open

    system.process('gateway-1').kill('SIGKILL')
    await expect
      .poll(() => page.locator('#connection').textContent())
      .toBe('Connection lost. Connecting again …')
    await system.restart('gateway-1')
    await expect
      .poll(() => page.locator('#connection').textContent(), { timeout: 20_000 })
      .toBe('Live from gateway-1')
  })
})
