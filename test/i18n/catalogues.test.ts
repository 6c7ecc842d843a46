import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalogues, LANGUAGES, negotiate, translator } from '../../src/i18n/languages.ts'

const FORMS = /_(zero|one|two|few|many|other)$/

function flat(texts: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  )
}

const english = flat(catalogues.en)
const placeholders = (text: string) => [...new Set([...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]))].sort()

describe.each(LANGUAGES.map(({ code }) => code))('the catalogue %s', (code) => {
  const texts = flat(catalogues[code])
  const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories

  test('has every message, in every plural form its language needs', () => {
    const wanted = [...english.keys()].flatMap((key) => {
      if (!key.endsWith('_other') || !english.has(key.replace(/_other$/, '_one'))) return FORMS.test(key) ? [] : [key]
      return needed.map((form) => key.replace(/_other$/, `_${form}`))
    })
    expect(wanted.filter((key) => !texts.get(key)?.trim())).toEqual([])
  })

  test('has no message that English lacks', () => {
    const known = new Set([...english.keys()].map((key) => key.replace(FORMS, '')))
    expect([...texts.keys()].filter((key) => !known.has(key.replace(FORMS, '')))).toEqual([])
  })

  test('fills in the same blanks', () => {
    const wrong = [...texts].filter(([key, text]) => {
      const original = english.get(key) ?? english.get(key.replace(FORMS, '_other')) ?? ''
      const [mine, theirs] = [placeholders(text), placeholders(original)]
      const extra = mine.filter((name) => !theirs.includes(name) && name !== 'count')
      // "No files can be attached" need not name the size.
      const missing = theirs.filter((name) => !mine.includes(name) && name !== 'count' && !key.endsWith('_zero'))
      return extra.length > 0 || missing.length > 0
    })
    expect(wrong).toEqual([])
  })
})

test('every key that code or a template asks for by name exists', () => {
  const root = join(import.meta.dirname, '../..')
  const known = new Set([...english.keys()].map((key) => key.replace(FORMS, '')).concat([...english.keys()]))
  const asked = ['src', 'views'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|eta)$/.test(name) && !name.startsWith('i18n'))
      .flatMap((name) =>
        [...readFileSync(join(root, folder, name), 'utf8').matchAll(/\bt\(\s*'([a-z_]+(?:\.[a-zA-Z_0-9]+)+)'/g)].map(
          (match) => `${match[1]} (${folder}/${name})`,
        ),
      ),
  )
  expect(asked.filter((line) => !known.has(line.split(' ')[0] as string))).toEqual([])
})

test('what fills a blank is shown as it stands, whatever somebody called themselves', () => {
  const name = '$t(errors.gone) {{count}} <b> $& $1'
  const messages = [...english].filter(([key, text]) => placeholders(text).includes('name') && !FORMS.test(key))
  expect(messages.length).toBeGreaterThan(5)
  for (const [key] of messages) expect(translator('en')(key, { name })).toContain(name)
  const [plural = ''] = [...english].find(([key, text]) => FORMS.test(key) && placeholders(text).includes('name')) ?? []
  if (plural) expect(translator('en')(plural.replace(FORMS, ''), { name, count: 2 })).toContain(name)
})

describe('the interface language asked by a browser', () => {
  test.each([
    ['ar-EG,ar;q=0.9,en;q=0.5', 'ar'],
    ['de, en;q=0.7, uk;q=0.8', 'uk'],
    ['ru;q=0, en', 'en'],
    ['fr', undefined],
    ['', undefined],
    [undefined, undefined],
    [';;;q=,,', undefined],
  ])('%j is %s', (header, language) => expect(negotiate(header)).toBe(language))
})
