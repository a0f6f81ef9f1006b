import { ALL_PROTECTIONS, type Faults, NO_FAULTS, type Protections } from '@slipway/contracts'
import fp from 'fastify-plugin'
import { applyFaults } from './faults.ts'
import { type LessonsServerOptions, startLessonsServer } from './server.ts'

/** What a lesson has changed in this process. */
export interface LessonsState {
  readonly faults: Faults
  readonly protections: Protections
  /** Switches protections on or off, in all that this process calls. */
  protect(changes: Partial<Protections>): void
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Only with LESSONS=on. */
    lessons?: LessonsState
  }
}

export interface LessonsOptions extends LessonsServerOptions {
  upstreams: { protect(changes: Protections): void }[]
}

/** Faults on purpose, and the port that sets them. Register it before the routes. */
export const lessonsPlugin = fp(async (app, { upstreams, ...options }: LessonsOptions) => {
  const lessons: LessonsState = {
    faults: { ...NO_FAULTS },
    protections: { ...ALL_PROTECTIONS },
    protect(changes) {
      const all = Object.assign(lessons.protections, changes)
      app.shedding.on = all.shedding
      for (const upstream of upstreams) upstream.protect(all)
    },
  }
  app.decorate('lessons', lessons)
  applyFaults(app, lessons.faults)
  app.log.warn('lessons are on: whoever reaches LESSONS_PORT can cause faults')
  let stop = async () => {}
  app.addHook('onReady', async () => {
    stop = await startLessonsServer(lessons, options)
  })
  app.addHook('onClose', () => stop())
})
