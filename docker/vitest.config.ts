import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: 240_000,
      hookTimeout: 240_000,
      globalSetup: 'test/clean-up.ts',
      // One engine, and images that all of them build.
      fileParallelism: false,
      coverage: { enabled: false },
    },
  }),
)
