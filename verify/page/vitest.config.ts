import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: 90_000,
      expect: { poll: { timeout: 20_000, interval: 50 } },
      // A browser and a whole system each: two at a time would measure each other.
      fileParallelism: false,
      // What is tested runs in a browser, where coverage is not measured.
      coverage: { enabled: false },
    },
  }),
)
