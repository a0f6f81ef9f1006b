import { DatabaseSync, type StatementSync } from 'node:sqlite'

/**
 * A database that keeps the statements that it has prepared: to compile SQL takes ten times as long as to run it. The texts
 * in stores are constant and few, so that none has to be given up.
 */
export class Database extends DatabaseSync {
  readonly #kept = new Map<string, StatementSync>()

  /** With the same text, it returns the same statement: the rows of one call are to be read before the next one. */
  override prepare(sql: string): StatementSync {
    const statement = this.#kept.get(sql) ?? super.prepare(sql)
    this.#kept.set(sql, statement)
    return statement
  }
}
