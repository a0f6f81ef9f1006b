// `npm run crash-test`: runs crash-points/src/main.ts, which needs the apps: nothing here may import them.
import { spawnSync } from 'node:child_process'
import { ROOT } from '@slipway/services'

const args = ['crash-points/src/main.ts', ...process.argv.slice(2)]
process.exit(spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1)
