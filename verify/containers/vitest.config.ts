import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: 240_000,
      hookTimeout: 240_000,
      globalSetup: '../harness/src/docker/clean-up.ts',
      // One engine, and images that all files build.
      fileParallelism: false,
      // What is tested runs in processes of its own, where coverage is not measured.
      coverage: { enabled: false },
    },
  }),
)
