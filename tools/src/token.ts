// `npm run token`: a token for a user, signed with the key of this checkout. It is all that goes to standard output.
import { fail } from './fail.ts'
import { HELP, readTokenArguments, type TokenArguments } from './identity/token-arguments.ts'
import { userToken } from './identity/tokens.ts'

const wanted = readArguments()
if (wanted) {
  const { folder, subject, role, ttl } = wanted
  process.stdout.write(`${await userToken(folder, subject, role, ttl)}\n`)
} else {
  process.stdout.write(HELP)
}

function readArguments(): TokenArguments | undefined {
  try {
    return readTokenArguments(process.argv.slice(2), process.env.DATA || '.data')
  } catch (error) {
    return fail((error as Error).message)
  }
}
