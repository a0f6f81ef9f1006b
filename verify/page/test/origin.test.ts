import { openPage, skipped } from '@slipway/page'
import { listen, startSystem } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

describe.skipIf(skipped)(`the page and other hosts${skipped}`, () => {
  test('no request off the origin is tried, and each is refused', async () => {
    await using system = await startSystem()
    let reached = 0
    await using other = await listen((_request, response) => {
      reached++
      response.end()
    })
    await using open = await openPage(system.url)
    const { page, sent } = open
    await page.locator('#run').click()
    await page.waitForTimeout(1_000)
    expect(sent.length).toBeGreaterThan(20)
    expect(sent.filter((request) => new URL(request.split(' ')[1]!).origin !== system.url)).toEqual([])

    const refused = await page.evaluate(async (url) => {
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        violations.push(effectiveDirective),
      )
      await fetch(url).catch(() => {})
      for (const [tag, property] of [
        ['img', 'src'],
        ['script', 'src'],
        ['iframe', 'src'],
      ] as const) {
        const element = document.createElement(tag)
        try {
          Object.assign(element, { [property]: url })
        } catch {
          violations.push(`trusted types: ${tag}`) // refused before it is tried
        }
        document.body.append(element)
      }
      const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url })
      document.head.append(sheet)
      const inline = document.createElement('div')
      inline.setAttribute('style', 'color: red')
      await new Promise((resolve) => setTimeout(resolve, 500))
      return violations.sort()
    }, other.url)

    expect(refused).toEqual(
      expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'style-src-attr', 'style-src-elem']),
    )
    expect(refused.some((one) => one.startsWith('trusted types: script') || one === 'script-src-elem')).toBe(
      true,
    )
    expect(reached).toBe(0)
  })

  test('the console shows no error but that there are no lessons', async () => {
    await using system = await startSystem()
    await using open = await openPage(system.url)
    await open.page.waitForTimeout(1_500)
    expect(open.errors.filter((error) => !error.includes('/lessons'))).toEqual([])
  })
})
