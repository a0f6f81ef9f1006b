import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: 300_000,
      // Two at a time would measure each other.
      fileParallelism: false,
      // What is tested runs in processes of its own, where coverage is not measured.
      coverage: { enabled: false },
    },
  }),
)
