import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.config.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      // One test stops this process for a second.
      fileParallelism: false,
    },
  }),
)
