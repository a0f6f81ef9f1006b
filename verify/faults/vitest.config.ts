import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: 60_000,
      // Each file runs a whole system under load: two at a time would measure each other.
      fileParallelism: false,
      // What is tested runs in processes of its own, where coverage is not measured.
      coverage: { enabled: false },
    },
  }),
)
