import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

/**
 * A server that accepts nothing until `release` is called, with a full backlog: connections to it hang.
 * Its thread is blocked, as the kernel alone would go on accepting for a busy process.
 */
export async function startStuckServer() {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./stuck-worker.ts', import.meta.url), { workerData: gate })
  const [{ port }] = (await once(worker, 'message')) as [{ port: number }]
  const received: string[] = [] // the methods of what was delivered
  worker.on('message', (message) => received.push(message.received))

  const fillers: Socket[] = []
  let connected = true
  while (connected && fillers.length < 200) {
    const filler = connect({ port, host: '127.0.0.1' }).on('error', () => {})
    fillers.push(filler)
    connected = await Promise.race([
      once(filler, 'connect').then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, 200, false)),
    ])
  }
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    release() {
      for (const filler of fillers) filler.destroy()
      Atomics.store(gate, 0, 1)
      Atomics.notify(gate, 0)
    },
    async [Symbol.asyncDispose]() {
      this.release()
      await worker.terminate()
    },
  }
}
