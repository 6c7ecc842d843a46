import { afterAll, beforeAll, expect, test } from 'vitest'
import { translator } from '../../src/i18n/languages.ts'
import { saveSettings } from '../../src/settings/commands.ts'
import { awayWords, openingWords } from '../../src/settings/opening.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../src/settings/rules.ts'
import type { Hours } from '../../src/text/business-time.ts'
import { keepPace } from '../../src/tickets/pace.ts'
import { makeTickets } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const nine = { from: 540, to: 1080 }
const office: Hours = {
  week: [[nine], [nine], [nine], [nine], [nine], [{ from: 600, to: 840 }], []],
  holidays: [{ from: '2026-12-24', to: '2027-01-01', name: 'Not for visitors' }],
}
const berlin: Settings = { ...DEFAULT_SETTINGS, hours: office, timeZone: 'Europe/Berlin' }
const inEnglish = { t: translator('en'), language: 'en' } as const
/** Spaces of every width as one: formatters differ in them. */
const plain = (text: string | undefined) => text?.replace(/\s+/g, ' ')

async function decide(changes: Partial<Settings>): Promise<void> {
  await site.house.db.transaction().execute((trx) => saveSettings(trx, changes))
  await site.house.settings.refresh()
}

/** Open on one day only, three days from today: certainly away now. */
function away(): Hours {
  const day = (new Date().getUTCDay() + 6 + 3) % 7
  return { week: Array.from({ length: 7 }, (_, n) => (n === day ? [nine] : [])), holidays: [] }
}

test('opening hours are told in words, days of the same hours together, with the name of the zone', () => {
  expect(plain(openingWords(berlin, inEnglish)?.text)).toBe(
    'We answer Mon–Fri 9:00 AM – 6:00 PM, Sat 10:00 AM – 2:00 PM (Central European Time).',
  )
  for (const language of ['ru', 'uk', 'ar'] as const) {
    expect(openingWords(berlin, { t: translator(language), language })?.text).not.toMatch(/\{|timing|NaN|undefined/)
  }
})

test('whoever asks at night, on a Sunday or a holiday reads when the team is back, with the date where it is far', () => {
  const told = (at: string) => plain(awayWords(berlin, inEnglish, new Date(at)))
  expect(told('2026-11-26T10:00Z')).toBe('')
  expect(told('2026-11-26T20:00Z')).toBe('We are away just now. Back: Friday 9:00 AM.')
  expect(told('2026-11-28T14:00Z')).toBe('We are away just now. Back: Monday 9:00 AM.')
  expect(told('2026-12-24T10:00Z')).toMatch(/Back: Saturday,? January 2(,| at) 10:00 AM\.$/)
})

test('a team that has not said its hours, or is there around the clock, says nothing', async () => {
  expect(openingWords(DEFAULT_SETTINGS, inEnglish)).toBeUndefined()
  expect(awayWords(DEFAULT_SETTINGS, inEnglish)).toBe('')
  const { text } = await site.visitor().get('/').expect(200)
  expect(text).not.toContain('data-hours')
  expect((await site.visitor().get('/tickets/new').expect(200)).text).not.toContain('away just now')
})

test('the front page is the same for everybody at every moment: hours in words, the rest for a script; no name of a holiday', async () => {
  await decide({ hours: office, timeZone: 'Europe/Berlin' })
  const { text, headers } = await site.visitor().get('/').expect(200)
  expect(text).toContain('We answer Mon–Fri')
  expect(text).not.toContain('away just now. Back: M')
  expect(text).not.toContain('Not for visitors')
  const data = JSON.parse((/data-hours="([^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&quot;', '"'))
  expect(data).toMatchObject({ zone: 'Europe/Berlin', closed: [['2026-12-24', '2027-01-01']] })
  expect(data.week[5]).toEqual([[600, 840]])
  await site
    .visitor()
    .get('/')
    .set('if-none-match', headers.etag as string)
    .expect(304)
})

test('beside the ask form, and after asking, stand the usual time and when the team is back', async () => {
  await decide({ hours: away(), timeZone: 'UTC' })
  const before = (await site.visitor().get('/tickets/new').expect(200)).text
  expect(before).toContain('We are away just now. Back:')
  expect(before).not.toContain('usually hear from us')
  const asked = Date.now() - 48 * 3_600_000
  await makeTickets(site.house, 20, () => ({
    title: 'Pace',
    created_at: new Date(asked),
    first_public_reply_at: new Date(asked + 38 * 60_000),
  }))
  await keepPace(site.house.db)
  const visitor = site.visitor()
  const { text } = await visitor.get('/tickets/new').expect(200)
  expect(text).toContain('You will usually hear from us within 38 min.')
  const form = /name="form" value="([^"]+)"/.exec(text)?.[1]
  const words = { kind: 'question', title: 'Where is the lamp?', text: 'It is dark in here, and I look for the lamp.' }
  const answer = await visitor
    .post('/tickets')
    .type('form')
    .send({ form, seen: '1', visibility: 'public', ...words })
    .expect(303)
  const kept = (await visitor.get(answer.headers.location as string).redirects(2)).text
  expect(kept).toContain('You will usually hear from us within 38 min.')
  expect(kept).toContain('We are away just now. Back:')
})
