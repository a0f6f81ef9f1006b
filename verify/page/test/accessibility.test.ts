import { openPage, skipped } from '@slipway/page'
import { startSystem, type TestSystem } from '@slipway/testing'
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe.skipIf(skipped)(`people can use the page${skipped}`, () => {
  let system: TestSystem
  beforeAll(async () => {
    system = await startSystem()
  })
  afterAll(() => system[Symbol.asyncDispose]())

  test.each([
    ['en-US', 'light', 1440],
    ['en-US', 'dark', 360],
    ['zh-CN', 'light', 360],
    ['zh-CN', 'dark', 1440],
  ] as const)('axe finds nothing: %s, %s, %i pixels wide', async (locale, colorScheme, width) => {
    await using open = await openPage(system.url, { locale, colorScheme, viewport: { width, height: 900 } })
    const { page } = open
    await page.locator('#orders').check()
    await page.locator('#run').click()
    await page.locator('#quantity-compass').fill('1')
    await page.locator('#quantity-compass').press('Enter')
    await page.locator('#steps li').first().waitFor()
    await expect.poll(() => page.locator('#total').textContent().then(Number)).toBeGreaterThan(5)

    await page.evaluate(axe.source)
    const { violations, passes } = await page.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run(document),
    )
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([])
    expect(passes.length).toBeGreaterThan(20)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  })

  test('the language is that of the browser, can be switched, and is remembered', async () => {
    await using open = await openPage(system.url, { locale: 'zh-CN' })
    const { page } = open
    expect(await page.title()).toBe('Slipway 实况')
    expect(await page.locator('html').getAttribute('lang')).toBe('zh')

    await page.getByRole('button', { name: 'English' }).click()
    expect(await page.title()).toBe('Slipway, live')
    await page.reload()
    await expect.poll(() => page.title()).toBe('Slipway, live')
    const text = (await page.locator('body').textContent())!.replace('中文', '')
    expect(text).not.toMatch(/[\u4e00-\u9fff]/)
  })

  test('with less motion asked for, the dots stand still for a second', async () => {
    await using open = await openPage(system.url, { reducedMotion: 'reduce' })
    const { page } = open
    await page.locator('#run').click()
    await expect.poll(() => page.locator('#total').textContent().then(Number)).toBeGreaterThan(10)
    const pictures = new Set<string>()
    const started = Date.now()
    while (Date.now() - started < 2_000) {
      pictures.add(await page.evaluate(() => document.querySelector('canvas')!.toDataURL()))
      await page.waitForTimeout(50)
    }
    expect(pictures.size).toBeGreaterThan(1)
    expect(pictures.size).toBeLessThanOrEqual(4)
  })
})
