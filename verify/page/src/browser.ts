import { existsSync } from 'node:fs'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const CANDIDATES = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const executablePath = CANDIDATES.find((path) => path && existsSync(path))

/** For the names of suites that need a browser: why they are skipped, or nothing. */
export const skipped = executablePath ? '' : ' (skipped: no Chromium is installed; CHROME_PATH may name one)'

export interface BrowserPage extends AsyncDisposable {
  page: Page
  /** The requests that the page has sent so far, as `METHOD URL`. */
  sent: string[]
  /** What a browser's console shows as an error, so far. */
  errors: string[]
}

/**
 * Opens the live page of a gateway in a browser of its own, and waits until it is live. `token` is typed in where the page
 * asks for one.
 */
export async function openPage(
  url: string,
  { token, ...options }: BrowserContextOptions & { token?: string } = {},
): Promise<BrowserPage> {
  // Chromium's sandbox refuses to run as root, as in a container.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: executablePath!, args })
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  const sent: string[] = []
  const errors: string[] = []
  page.on('request', (request) => sent.push(`${request.method()} ${request.url()}`))
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`)
  })
  try {
    await load(page, url, token)
  } catch (error) {
    await browser.close()
    throw new Error(`the page is not live: ${errors.join('\n')}`, { cause: error })
  }
  return { page, sent, errors, [Symbol.asyncDispose]: () => browser.close() }
}

/** Loads the page until it is live. On a busy machine the gateway may shed one of its files: people reload it then. */
async function load(page: Page, url: string, token?: string, attempts = 3): Promise<void> {
  try {
    const response = await page.goto(url)
    if (!response?.ok())
      throw new Error(`GET / responded with ${response?.status()}: ${await response?.text()}`)
    await page.locator('#connection.good').waitFor({ timeout: 15_000 })
    if (token) await page.locator('#token').fill(token)
    await page.locator('#products tr').first().waitFor({ timeout: 15_000 })
  } catch (error) {
    if (attempts === 1) throw error
    await load(page, url, token, attempts - 1)
  }
}
