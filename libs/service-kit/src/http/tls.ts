import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import fp from 'fastify-plugin'
import { Type } from 'typebox'
import { StartupError } from '../process/startup-error.ts'

const INTERVAL = 5_000 // ms

export const TlsSettings = {
  TLS_CERT_FILE: Type.Optional(
    Type.String({ description: 'certificate (PEM, with its chain) to serve HTTPS with, instead of HTTP' }),
  ),
  TLS_KEY_FILE: Type.Optional(Type.String({ description: 'the private key of that certificate (PEM)' })),
}

export interface TlsFiles {
  TLS_CERT_FILE?: string
  TLS_KEY_FILE?: string
}

export interface Certificate {
  cert: string
  key: string
}

/**
 * The certificate to serve with; undefined for plain HTTP.
 * @throws StartupError where only one of the settings is set, or the files hold no certificate with its key.
 */
export function readCertificate({ TLS_CERT_FILE, TLS_KEY_FILE }: TlsFiles): Certificate | undefined {
  if (!TLS_CERT_FILE && !TLS_KEY_FILE) return undefined
  if (!TLS_CERT_FILE)
    throw new StartupError('TLS_KEY_FILE is set, and TLS_CERT_FILE is not. Set both, or none.')
  if (!TLS_KEY_FILE)
    throw new StartupError('TLS_CERT_FILE is set, and TLS_KEY_FILE is not. Set both, or none.')
  try {
    return checked(readFileSync(TLS_CERT_FILE, 'utf8'), readFileSync(TLS_KEY_FILE, 'utf8'))
  } catch (error) {
    throw new StartupError(
      `TLS_CERT_FILE ${TLS_CERT_FILE} and TLS_KEY_FILE ${TLS_KEY_FILE} are no certificate with its key (${(error as Error).message}). Set them to PEM files.`,
    )
  }
}

function checked(cert: string, key: string): Certificate {
  createSecureContext({ cert, key }) // throws where they do not belong together
  return { cert, key }
}

/** Serves with a renewed certificate without a restart: whoever issues it replaces the files. */
export const certificatePlugin = fp(async (app, { TLS_CERT_FILE, TLS_KEY_FILE }: Required<TlsFiles>) => {
  let served = readFileSync(TLS_CERT_FILE, 'utf8')
  let failed = false
  const renew = async () => {
    const cert = await readFile(TLS_CERT_FILE, 'utf8')
    if (cert === served) return
    const certificate = checked(cert, await readFile(TLS_KEY_FILE, 'utf8'))
    ;(app.server as unknown as Server).setSecureContext(certificate)
    served = cert
    failed = false
    app.log.info({ validTo: new X509Certificate(cert).validTo }, 'certificate renewed')
  }
  const timer = setInterval(() => {
    renew().catch((error: Error) => {
      // Both files are not replaced in the same moment: the next time they may belong together.
      if (!failed) app.log.warn({ reason: error.message }, 'the new certificate cannot be used yet')
      failed = true
    })
  }, INTERVAL).unref()
  app.addHook('onClose', async () => clearInterval(timer))
})
