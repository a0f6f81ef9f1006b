import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { temporaryFolder } from './temporary-folder.ts'

/** For the names of tests: why they are skipped, or nothing. */
export const opensslSkipped = hasOpenssl() ? '' : ' (skipped: openssl is not on the PATH)'

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** PEM files of one certificate. */
export interface CertificateFiles {
  cert: string
  key: string
}

/** A certificate authority for one test. Nothing of it outlives the test. */
export function makeAuthority() {
  const folder = temporaryFolder()
  const path = (name: string) => join(folder.path, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder.path, stdio: 'pipe' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl(
    ...['req', '-x509', ...newKey, '-days', '1', '-subj', '/CN=Test CA'],
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  )
  let before: string[] | undefined
  return {
    /** The certificate of the authority. */
    ca: path('ca.crt'),
    /** A certificate for a name, in files of its own; `days` less than 0: one that has expired. */
    issue(name: string, file = name, days = 1): CertificateFiles {
      writeFileSync(path(`${file}.ext`), `subjectAltName=DNS:${name}`)
      openssl(...['req', ...newKey, '-subj', `/CN=${name}`], '-keyout', `${file}.key`, '-out', `${file}.csr`)
      const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${file}.ext`]
      openssl('x509', '-req', '-in', `${file}.csr`, ...signed, '-days', String(days), '-out', `${file}.crt`)
      return { cert: path(`${file}.crt`), key: path(`${file}.key`) }
    },
    /** This process trusts it, as one that is started with NODE_EXTRA_CA_CERTS does. */
    trust(): void {
      before = getCACertificates('default')
      setDefaultCACertificates([...before, readFileSync(path('ca.crt'), 'utf8')])
    },
    [Symbol.dispose]() {
      if (before) setDefaultCACertificates(before)
      folder[Symbol.dispose]()
    },
  }
}
