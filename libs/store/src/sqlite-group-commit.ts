import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { isBusy, runTransaction } from './sqlite-transaction.ts'
import { NotProcessed } from './unavailable.ts'

/** How long a write waits for the lock: less than any caller's timeout, so that it learns that nothing was done. */
const LOCK_TIMEOUT = 400 // ms
const MAX_PAUSE = 10 // ms between two tries, with full jitter
/** Writes in one commit, which holds the lock and the event loop. */
const MAX_TOGETHER = 64

interface Write {
  work: () => unknown
  /** Until when it waits for the lock, as `performance.now()` counts. */
  deadline: number
  resolve: (result: never) => void
  reject: (error: unknown) => void
}

const groups = new WeakMap<DatabaseSync, GroupCommit>()

/**
 * Runs `work` as one write transaction; waits for the lock of the file without blocking the event loop. Resolves when
 * it is on disk.
 * @throws NotProcessed if there was no lock within `timeout` ms; what `work` throws, after a rollback.
 */
export function transaction<T>(db: DatabaseSync, work: () => T, timeout = LOCK_TIMEOUT): Promise<T> {
  const group = groups.get(db) ?? new GroupCommit(db)
  groups.set(db, group)
  return group.add(work, timeout)
}

/**
 * The writes of one turn of the event loop are committed together: a commit waits for the disk, and that takes as long
 * for many writes as for one. Each of several is a savepoint, so that one that throws takes back only its own changes.
 */
class GroupCommit {
  readonly #db: DatabaseSync
  #waiting: Write[] = []
  #isRunning = false

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  add<T>(work: () => T, timeout: number): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#waiting.push({ work, deadline: performance.now() + timeout, resolve, reject })
    if (!this.#isRunning) void this.#run()
    return promise
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      await nextTurn()
      const writes = this.#waiting.slice(0, MAX_TOGETHER)
      if (this.#commit(writes)) this.#waiting.splice(0, writes.length)
      else {
        this.#rejectLate()
        await sleep(Math.random() * MAX_PAUSE)
      }
    }
    this.#isRunning = false
  }

  /** Settles the writes, except where another process holds the lock: false, and nothing has been done. */
  #commit(writes: Write[]): boolean {
    try {
      for (const settle of runTransaction(this.#db, () => this.#runAll(writes))) settle()
    } catch (error) {
      if (isBusy(error)) return false
      for (const { reject } of writes) reject(error)
    }
    return true
  }

  /** Returns what is to be done after the commit. */
  #runAll(writes: Write[]): (() => void)[] {
    if (writes.length > 1) return writes.map((write) => this.#attempt(write))
    // Alone, it needs no savepoint: if it throws, the whole transaction is rolled back.
    const [{ work, resolve }] = writes as [Write]
    const result = work() as never
    return [() => resolve(result)]
  }

  #attempt({ work, resolve, reject }: Write): () => void {
    this.#db.exec('SAVEPOINT one')
    try {
      const result = work() as never
      this.#db.exec('RELEASE one')
      return () => resolve(result)
    } catch (error) {
      // A full disk, for example, ends the whole transaction. https://sqlite.org/lang_transaction.html
      if (!this.#db.isTransaction) throw error
      this.#db.exec('ROLLBACK TO one; RELEASE one')
      return () => reject(error)
    }
  }

  #rejectLate(): void {
    const now = performance.now()
    const isLate = ({ deadline }: Write) => now > deadline
    for (const { reject } of this.#waiting.filter(isLate)) reject(new NotProcessed('the database is locked'))
    this.#waiting = this.#waiting.filter((write) => !isLate(write))
  }
}
