import { expect, test } from 'vitest'
import { type FileRefusalKey, FileRefused, REFUSALS } from '../../src/files/rules.ts'
import { ar } from '../../src/i18n/ar.ts'
import { en } from '../../src/i18n/en.ts'
import { ru } from '../../src/i18n/ru.ts'
import { uk } from '../../src/i18n/uk.ts'

const KEYS = Object.keys(REFUSALS) as FileRefusalKey[]

test.each(Object.entries({ en, ru, uk, ar }))('every reason to refuse a file has its words in %s', (_, catalogue) => {
  const words: Record<string, string> = catalogue.files
  const wordless = KEYS.map((key) => key.replace('files.', '')).filter((key) => !words[key] && !words[`${key}_other`])
  expect(wordless).toEqual([])
})

test('every refusal is the fault of a request or of the moment, and never an unnamed failure', () => {
  const statuses = KEYS.map((key) => new FileRefused(key).status)
  expect(statuses.filter((status) => status < 400 || status === 500)).toEqual([])
})
