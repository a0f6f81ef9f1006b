import type { FaultKind } from './plan-faults.ts'

/** A fault of a running system. */
export interface Fault extends FaultKind {
  begin(): Promise<void>
  end(): Promise<void>
}

/** A system that things are done to. */
export interface Target extends AsyncDisposable {
  url: string
  faults: Fault[]
  /** What is not done to it, and why; for people. */
  leftOut: string[]
  /** Starts what has ended without being killed, and returns its names. */
  restore(): Promise<string[]>
  /** Writes the logs of all its processes to a file. */
  writeLogs(file: string): Promise<void>
}
