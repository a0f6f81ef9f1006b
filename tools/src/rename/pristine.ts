// What `npm run upgrade` runs in a checkout of a version of the template, with a copy's answers as JSON: that version
// knows its own files. Later versions keep this call.
import { fail } from '../fail.ts'
import { apply } from './apply.ts'
import { parseIdentity } from './identity.ts'

try {
  apply(process.cwd(), parseIdentity(process.argv[2]!))
} catch (error) {
  fail((error as Error).message)
}
