import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: [
        'test/**/*.test.ts',
        'crash/**/*.test.ts', // start-clean removes this line
      ],
      globalSetup: 'target.ts',
      testTimeout: 60_000,
      // Several files at once would slow each other down, and measure the load of the others.
      fileParallelism: false,
      // What is tested runs in processes of its own, where coverage is not measured.
      coverage: { enabled: false },
    },
  }),
)
