import { defineConfig } from 'vitest/config'

/** Asks no database, is about the embedded one, or drives a browser over the whole product: once is enough. */
const ONCE = [
  'browser/**',
  'text/**',
  'i18n/**',
  'import/real-files.test.ts',
  'durability.test.ts',
  'house-rules.test.ts',
  'deployment.test.ts',
]

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(process.env.TEST_DATABASE_URL ? ONCE : [])],
    globalSetup: ['support/global-setup.ts'],
    // Two at a time: each embedded database takes a core and some hundred megabytes.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
