import { openPage, skipped } from '@slipway/page'
import { temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { npmStart } from './npm-start.ts'

describe.skipIf(skipped)(`the lessons on the live page${skipped}`, () => {
  test('break instances, switch protections off, and control processes', async () => {
    using folder = temporaryFolder()
    await using system = await npmStart(folder.path, ['start', '--', '--lessons'])
    await using open = await openPage(system.url)
    const { page } = open
    const lessons = async () => (await fetch(`${system.url}/lessons`)).json()
    const poll = { timeout: 15_000 }

    await page.locator('#slowMs-catalog-1').fill('300')
    await page.locator('#slowMs-catalog-1').press('Tab')
    await expect
      .poll(lessons, poll)
      .toMatchObject({ instances: [{ name: 'catalog-1', faults: { slowMs: 300 } }, {}, {}, {}] })
    await page.locator('#protection-retries').uncheck()
    await expect.poll(lessons, poll).toMatchObject({ protections: { retries: false, ejection: true } })

    await page.locator('#pause-catalog-2').click()
    await page.locator('#resume-catalog-2').click()
    await page.locator('#pause-catalog-2').waitFor()

    await page.locator('#scale-catalog').fill('3')
    await page.locator('#scale-catalog').press('Tab')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect.poll(() => page.locator('#columns .name').allTextContents(), poll).toContain('catalog-3')

    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })
})
