import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LANGUAGES, translator } from '../../../src/i18n/languages.ts'
import { clockOf } from '../../../src/text/business-time.ts'
import type { DeskWords } from '../../../src/tickets/triage/pages.ts'
import { eventSentence, TOLD_TYPES } from '../../../src/tickets/triage/ticket/history.ts'

const wordsIn = (language: (typeof LANGUAGES)[number]['code']): DeskWords => ({
  t: translator(language),
  language,
  timeZone: 'UTC',
  siteLanguage: 'en',
  clock: clockOf(null, 'UTC'),
  warnMinutes: 15,
  taxonomy: {
    statuses: new Map([
      [
        7,
        {
          id: 7,
          kind: 'question',
          phase: 'done',
          message_key: 'closed',
          names: {},
          colour: '#000000',
          position: 1,
          needs_reason: true,
          is_first: false,
          waiting_for: null,
        },
      ],
    ]),
    byKind: { question: [], problem: [], idea: [], thanks: [] },
    categories: new Map(),
    inOrder: [],
  },
})
const tell = (type: string, data: object, language: (typeof LANGUAGES)[number]['code'] = 'en') =>
  eventSentence({ type, data: data as Record<string, unknown>, article_title: 'Two keys' }, wordsIn(language))

describe('every event', () => {
  test('has a sentence in every language, bare or with any data', () => {
    for (const { code } of LANGUAGES) {
      for (const type of TOLD_TYPES) {
        for (const data of [
          {},
          { reply_id: 3, to: 7, name: 'Mira', why: 'deleted', audience: 'private', reason: 'So.' },
        ]) {
          const sentence = tell(type, data, code)
          expect(sentence, `${type} in ${code}`).not.toMatch(/history\.|{{|undefined|null/)
          expect(sentence.length, `${type} in ${code}`).toBeGreaterThan(2)
        }
      }
    }
  })

  test('that the diary knows is known here', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../src/tickets/events.ts'), 'utf8')
    const types = [...(/type EventType =([\s\S]*?)\n\n/.exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
      (match) => match[1],
    )
    expect(types.length).toBeGreaterThan(20)
    expect([...TOLD_TYPES].sort()).toEqual(types.sort())
  })

  test('tells what changed: to which status and why, to whom, to which title', () => {
    expect(tell('status_changed', { to: 7, reason: 'Settled.' })).toBe(
      'Status: \u2068Closed\u2069. \u2068Settled.\u2069',
    )
    expect(tell('assigned', { to: 2, name: 'Mira' })).toBe('Assigned to \u2068Mira\u2069')
    expect(tell('assigned', { to: null, name: '' })).toBe('Assigned to nobody')
    expect(tell('tagged', { to: ['api', 'keys'] })).toBe('Tags: \u2068api, keys\u2069')
    expect(tell('visibility_changed', { to: 'private' })).toBe('Made private')
    expect(tell('linked', { article_id: 4 })).toBe('Article linked: \u2068Two keys\u2069')
    expect(tell('from_a_later_release', {})).toBe('from_a_later_release')
  })
})
