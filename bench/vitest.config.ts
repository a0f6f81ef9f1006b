import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: 120_000,
      // Two at a time would only measure each other.
      fileParallelism: false,
      // What runs here runs in processes of its own, where nothing is counted.
      coverage: { enabled: false },
    },
  }),
)
