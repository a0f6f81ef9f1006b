import { readFile } from 'node:fs/promises'
import { hidden, isLoopback, StartupError } from '@slipway/service-kit'
import type { FastifyPluginAsync } from 'fastify'

/** `GET /page/identity`: whether requests need tokens, and the users to choose from: their names, roles and tokens. */
export const identity: FastifyPluginAsync<{ HOST: string; DEMO_TOKENS_FILE?: string }> = async (
  app,
  { HOST, DEMO_TOKENS_FILE: file },
) => {
  if (file && !isLoopback(HOST)) {
    throw new StartupError(
      `DEMO_TOKENS_FILE gives its tokens to everybody who reaches HOST ${HOST}. Do not set it here.`,
    )
  }
  app.get('/page/identity', hidden, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    // Read each time: whoever signs them replaces them before they expire.
    return { identity: app.identity, users: file ? JSON.parse(await readFile(file, 'utf8')) : [] }
  })
}
