import { Redis } from 'ioredis'

/** Uses a connection to Redis that is closed afterwards: for what a test does to the stored data itself. */
export async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url)
  try {
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}
