/** `The first one` → `the-first-one`: put what your service computes in place of this. */
export const computeId = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]/)
    .filter(Boolean)
    .join('-')
