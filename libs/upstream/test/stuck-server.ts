import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

/**
 * A server with a full backlog that accepts no connection until `release`: connecting to it hangs. Its thread is
 * blocked, as Node otherwise accepts connections at once.
 */
export async function startStuckServer() {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./stuck-worker.ts', import.meta.url), { workerData: gate })
  const [{ port }] = (await once(worker, 'message')) as [{ port: number }]
  const received: string[] = [] // methods of the requests that it received
  const connected: number[] = [] // ports of the clients that it accepted
  worker.on('message', (message: { received?: string; connected?: number }) => {
    if (message.received) received.push(message.received)
    if (message.connected) connected.push(message.connected)
  })

  const fillers: Socket[] = []
  const filling = new Set<number | undefined>()
  let room = true
  while (room && fillers.length < 200) {
    const filler = connect({ port, host: '127.0.0.1' }).on('error', () => {})
    fillers.push(filler)
    room = await Promise.race([
      once(filler, 'connect').then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, 200, false)),
    ])
    filling.add(filler.localPort)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** Accepted connections, without those that filled the backlog. */
    connections: () => connected.filter((from) => !filling.has(from)).length,
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
