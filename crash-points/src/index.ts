export { run } from './run.ts'
export { search } from './search.ts'
export { redisData } from './stores.redis.ts'
export { System } from './system.ts'
