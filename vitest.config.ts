import { defineConfig } from 'vitest/config'

/** Shared by every project: each runs it in its own folder, so paths are relative to that. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Vitest's default is a second, for which a machine of two cores may well stand still.
    expect: { poll: { timeout: 10_000 } },
    // Tests wait more than they compute.
    maxWorkers: 2,
    // No test changes what its modules share, and loading them again for each file takes longer than the tests.
    isolate: false,
    // The JSON report is what `npm test` counts; nx restores it with a cached result.
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/test.json' },
    coverage: {
      enabled: process.env.COVERAGE === 'true',
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['json-summary'],
      reportsDirectory: '.reports/coverage',
    },
  },
})
