import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      // 20 s of load, and a system that may need minutes to answer again on a busy machine.
      testTimeout: 400_000,
      // Each file keeps a whole system busy: two at a time would slow each other down.
      fileParallelism: false,
      // What is tested runs in processes of its own, where coverage is not measured.
      coverage: { enabled: false },
    },
  }),
)
