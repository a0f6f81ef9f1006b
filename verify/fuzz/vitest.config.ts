import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'
import { SECONDS } from './src/options.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      testTimeout: (SECONDS + 60) * 1_000,
      // Each file keeps a system busy: two at a time would slow each other down.
      fileParallelism: false,
      // What is tested runs in processes of its own, where coverage is not measured.
      coverage: { enabled: false },
    },
  }),
)
