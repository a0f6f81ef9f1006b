import { writeCallerTokens, writeDemoTokens } from './token-files.ts'

/** Seconds: how long tokens are valid, and when new ones are signed. */
const VALID = 15 * 60
const RENEWED = 5 * 60
/** Seconds. The clock is read this often, because a timer does not run while a laptop is suspended. */
const CHECKED = 10

/** Signs the tokens that a running system needs, at once and every five minutes until this process ends. */
export async function keepTokensValid(folder: string, say: (message: string) => void): Promise<void> {
  let signed = 0
  const write = async () => {
    signed = Date.now()
    await writeCallerTokens(folder, VALID, 0o600)
    await writeDemoTokens(folder, VALID)
  }
  await write()
  const renew = () => {
    if (Date.now() - signed < RENEWED * 1_000) return
    write().catch((error) => say(`tokens were not renewed: ${error.message}`))
  }
  setInterval(renew, CHECKED * 1_000).unref()
}
