import { openPage, skipped } from '@slipway/page'
import { available, startSystem } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

describe.skipIf(skipped)(`the page with identity on${skipped}`, () => {
  test('offers three users, and each sees and may do what is theirs', async () => {
    await using system = await startSystem({ identity: true })
    await using open = await openPage(system.url)
    const { page } = open
    const user = page.locator('#user')
    expect(await user.locator('option').allTextContents()).toEqual([
      'ada (customer)',
      'bob (customer)',
      'olga (operator)',
    ])
    const message = () => page.locator('#announcements').textContent()

    await page.locator('#quantity-compass').fill('1')
    await page.locator('#order button[type=submit]').click()
    await expect.poll(message).toBe('The order is confirmed')
    const id = (await page.locator('#about code').textContent())!.slice(-6)
    const latest = () => page.locator('#latest').textContent()
    await expect.poll(latest).toContain(id)

    await user.selectOption('bob (customer)')
    await expect.poll(latest).not.toContain(id)
    const before = await available(system.url, 'compass')
    const restock = page.locator('#stock-compass ~ td button')
    await restock.click()
    await expect.poll(message).toContain('Not allowed: ')
    expect(await available(system.url, 'compass')).toBe(before)

    await user.selectOption('olga (operator)')
    await expect.poll(latest).toContain(id)
    await restock.click()
    await expect.poll(() => available(system.url, 'compass')).toBe(before + 100)
  })

  test('says that identity is off where it is', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    expect(await open.page.locator('#identity').textContent()).toMatch(/^Identity is off/)
    expect(await open.page.locator('#user-label').isVisible()).toBe(false)
  })
})
