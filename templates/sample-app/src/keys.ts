/** The keys of sample-app in Redis. All share one hash tag, because a script uses several of them. */
export const KEYS = {
  /** Hash: id → the spare part as JSON. */
  spareParts: '{sample-app}:spare-parts',
  /** Sorted set of ids, all with score 0, which makes it sort by id. */
  ids: '{sample-app}:ids',
}
