import { defineConfig } from 'vitest/config'

/**
 * Asks the database nothing of its own, is about the embedded one, or walks the whole product: once is enough. What
 * decides who may read (private-reading, private-channels) is asked of both.
 */
const ONCE = [
  'browser/**',
  'text/**',
  'i18n/**',
  'files/**',
  'import/real-files.test.ts',
  'import/killed.test.ts',
  'import/demo.test.ts',
  'import/converters.test.ts',
  'web/private-canary.test.ts',
  'people/passwords.test.ts',
  'people/create-admin.test.ts',
  'config.test.ts',
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
