/** How long each kind of fuzzing runs; `npm run fuzz` says 300. */
export const SECONDS = Number(process.env.FUZZ_SECONDS ?? 20)

/** What the random numbers begin with: the same seed gives the same requests. A failure names the one to use. */
export const SEED = Number(process.env.FUZZ_SEED ?? 1)
