import { readSettings } from '@slipway/service-kit'
import { silentLogger, temporaryFolder } from '@slipway/testing'
import supertest from 'supertest'
import { buildApp } from '../src/app.ts'
import { Settings } from '../src/config.ts'

/** A catalog of a test's own on a free port; its data is gone at the end of the block. */
export async function startCatalog(environment: Record<string, string> = {}) {
  const folder = temporaryFolder()
  const defaults = { STORE_URL: `sqlite:${folder.path}/catalog.db`, INSTANCE: 'catalog-1' }
  const app = await buildApp(readSettings(Settings, { ...defaults, ...environment }), silentLogger)
  const api = supertest(await app.listen({ host: '127.0.0.1', port: 0 }))
  return {
    api,
    async [Symbol.asyncDispose]() {
      await app.close()
      folder[Symbol.dispose]()
    },
  }
}
