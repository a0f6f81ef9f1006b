import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['acceptance/**/*.test.ts', 'test/**/*.test.ts'],
      globalSetup: 'acceptance/target.ts',
      testTimeout: 60_000,
      // Each file runs whole systems; two at a time would only measure each other.
      fileParallelism: false,
      // What runs here runs in processes of its own, where nothing is counted.
      coverage: { enabled: false },
    },
  }),
)
