import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { saveSettings } from '../../src/settings/commands.ts'
import type { Settings } from '../../src/settings/rules.ts'
import { cellKey } from '../../src/settings/targets.ts'
import type { Hours } from '../../src/text/business-time.ts'
import { setClocks } from '../../src/tickets/clocks.ts'
import { changeStatus } from '../../src/tickets/commands.ts'
import { keepClocks, warnOfTargets } from '../../src/tickets/timing/jobs.ts'
import { type MadeTicket, makeCategory, makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>
let admin: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
  admin = await site.staff('admin')
})
afterAll(() => site.close())

const MINUTE = 60_000
const at = (text: string) => new Date(text)
const nine = { from: 540, to: 1080 }
const office: Hours = { week: [[nine], [nine], [nine], [nine], [nine], [], []], holidays: [] }
const USUAL = { minutes: 60, urgentMinutes: 15, warnMinutes: 15, cells: {} }

async function decide(changes: Partial<Settings>): Promise<void> {
  await site.house.db.transaction().execute((trx) => saveSettings(trx, changes))
  await site.house.settings.refresh()
}
beforeEach(() => decide({ hours: office, timeZone: 'Europe/Berlin', targets: USUAL }))

async function clocks({ id }: { id: number }) {
  return site.house.db
    .selectFrom('tickets')
    .select(['first_reply_due_at', 'first_reply_business_s', 'done_business_s', 'due_warned_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}
const due = async (ticket: { id: number }) => (await clocks(ticket)).first_reply_due_at

/** Moves the ticket to the status at a moment, as staff would have. */
async function put(ticket: MadeTicket, key: string, when: string): Promise<void> {
  const { db, taxonomy } = site.house
  const status = taxonomy.now.byKind.question.find(({ message_key }) => message_key === key)
  if (!status) throw new Error(`no status ${key}`)
  await db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
    await changeStatus(trx, row, status, { personId: mira.made.personId, byStaff: true }, { at: at(when) })
  })
}

describe('the first reply', () => {
  test('is due in opening hours: asked before closing, due after opening', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-27T16:50Z') })
    expect(await due(ticket)).toEqual(at('2026-11-30T08:50Z'))
  })

  test('is due sooner where kind, category or urgency ask for it: the pair decides, else the category, else the kind', async () => {
    const billing = await makeCategory(site.house)
    const other = await makeCategory(site.house)
    const cells = {
      [cellKey('problem', null)]: 30,
      [cellKey(null, billing.id)]: 40,
      [cellKey('problem', billing.id)]: 20,
    }
    await decide({ targets: { ...USUAL, cells } })
    const createdAt = at('2026-11-26T09:00Z')
    const minutes = async (given: Parameters<typeof makeTicket>[1]) => {
      const ticket = await makeTicket(site.house, { createdAt, ...given })
      return ((await due(ticket))?.getTime() ?? 0) / MINUTE - createdAt.getTime() / MINUTE
    }
    expect(await minutes({})).toBe(60)
    expect(await minutes({ kind: 'problem' })).toBe(30)
    expect(await minutes({ kind: 'problem', category: other })).toBe(30)
    expect(await minutes({ category: billing })).toBe(40)
    expect(await minutes({ kind: 'problem', category: billing })).toBe(20)
    expect(await minutes({ columns: { priority: 4 } })).toBe(15)
    expect(await minutes({ kind: 'problem', category: billing, columns: { priority: 3 } })).toBe(20)
  })

  test('is due no more once staff have answered, and its time is told in opening hours', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-27T16:50Z') })
    await makeReply(site.house, ticket, { staff: mira.made, createdAt: at('2026-11-30T08:10Z') })
    expect(await clocks(ticket)).toMatchObject({ first_reply_due_at: null, first_reply_business_s: 20 * 60 })
  })

  test('is not hurried by a note, nor by “we are looking into it”', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'note', createdAt: at('2026-11-26T09:10Z') })
    expect(await due(ticket)).toEqual(at('2026-11-26T10:00Z'))
  })

  test('waits while the ticket waits for the customer, and goes on where it stood', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    await put(ticket, 'waiting_for_you', '2026-11-26T09:40Z')
    expect(await due(ticket)).toBeNull()
    await put(ticket, 'new', '2026-11-26T12:00Z')
    expect(await due(ticket)).toEqual(at('2026-11-26T12:20Z'))
    await makeReply(site.house, ticket, { staff: mira.made, createdAt: at('2026-11-26T12:05Z') })
    await put(ticket, 'answered', '2026-11-26T13:00Z')
    expect(await clocks(ticket)).toMatchObject({ first_reply_business_s: 45 * 60, done_business_s: 100 * 60 })
  })

  test('is owed to nobody on a ticket of staff, a thank-you, and where the question is missing', async () => {
    for (const given of [
      { columns: { by_staff: true } },
      { kind: 'thanks' as const },
      { columns: { question_missing: true } },
      { columns: { waiting_since: null } },
    ]) {
      expect(await due(await makeTicket(site.house, given))).toBeNull()
    }
  })

  test('is due anew when kind or category change by the desk’s forms', async () => {
    const billing = await makeCategory(site.house)
    await decide({
      targets: { ...USUAL, cells: { [cellKey(null, billing.id)]: 20, [cellKey('idea', billing.id)]: 240 } },
    })
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    await mira.post(`/desk/tickets/${ticket.id}/category`).type('form').send({ category: billing.id }).expect(303)
    expect(await due(ticket)).toEqual(at('2026-11-26T09:20Z'))
    await mira.post(`/desk/tickets/${ticket.id}/kind`).type('form').send({ kind: 'idea' }).expect(303)
    expect(await due(ticket)).toEqual(at('2026-11-26T13:00Z'))
  })

  test('a reply and its undo: the very moment is back', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    const status = site.house.taxonomy.now.byKind.question.find(({ message_key }) => message_key === 'waiting_for_you')
    const before = await clocks(ticket)
    await mira.post(`/desk/tickets/${ticket.id}/status`).type('form').send({ status: status?.id }).expect(303)
    expect(await due(ticket)).toBeNull()
    const { id } = await site.house.db
      .selectFrom('undos')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await mira.post(`/desk/undos/${id}`).type('form').send({ ticket: ticket.id }).expect(303)
    expect(await clocks(ticket)).toEqual(before)
  })
})

describe('when hours or targets change', () => {
  test('all clocks are reckoned anew, by steps, and no public byte moves', async () => {
    const open = await makeTicket(site.house, { createdAt: at('2026-11-27T16:50Z'), title: 'Open one' })
    const answered = await makeTicket(site.house, { createdAt: at('2026-11-27T16:50Z') })
    await makeReply(site.house, answered, { staff: mira.made, createdAt: at('2026-11-30T08:10Z') })
    await keepClocks(site.house.db)
    const stranger = site.visitor()
    const read = () => Promise.all([open, answered].map(async ({ url }) => (await stranger.get(url).expect(200)).text))
    const pages = await read()
    const { rows: changed } = await sql`SELECT changed_at, activity_at FROM tickets ORDER BY id`.execute(site.house.db)

    await decide({ hours: { ...office, holidays: [{ from: '2026-11-30', to: '2026-11-30', name: 'Saint Andrew' }] } })
    await keepClocks(site.house.db)
    expect(await due(open)).toEqual(at('2026-12-01T08:50Z'))
    expect((await clocks(answered)).first_reply_business_s).toBe(10 * 60)
    await decide({ hours: office, timeZone: 'Europe/Kyiv' })
    await keepClocks(site.house.db)
    expect(await due(open)).toEqual(at('2026-11-30T08:00Z'))
    await decide({ hours: null, targets: { ...USUAL, minutes: 90 } })
    await keepClocks(site.house.db)
    expect(await due(open)).toEqual(at('2026-11-27T18:20Z'))
    // Dates are printed in the site's zone; nothing else may differ.
    await decide({ timeZone: 'Europe/Berlin' })
    expect(await read()).toEqual(pages)
    const { rows: after } = await sql`SELECT changed_at, activity_at FROM tickets ORDER BY id`.execute(site.house.db)
    expect(after).toEqual(changed)
  })

  test('what was stopped half way goes on, and what is done is not done again', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    const late = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    await keepClocks(site.house.db)
    const spoil = () => sql`UPDATE tickets SET first_reply_due_at = NULL WHERE id IN (${ticket.id}, ${late.id})`
    await spoil().execute(site.house.db)
    await keepClocks(site.house.db)
    expect(await due(ticket)).toBeNull()
    await sql`UPDATE settings SET value = jsonb_set(value, '{past}', to_jsonb(${ticket.id}::int)) WHERE key = 'clocks'`.execute(
      site.house.db,
    )
    await keepClocks(site.house.db)
    expect(await due(ticket)).toBeNull()
    expect(await due(late)).toEqual(at('2026-11-26T10:00Z'))
    await site.house.db.transaction().execute((trx) => setClocks(trx, ticket.id))
    expect(await due(ticket)).toEqual(at('2026-11-26T10:00Z'))
  })
})

describe('a target that is about to be missed', () => {
  const warnings = async ({ id }: { id: number }) =>
    (
      await site.house.db
        .selectFrom('events')
        .select(['type', 'is_public'])
        .where('ticket_id', '=', id)
        .where('type', 'in', ['due_soon', 'due_missed'])
        .orderBy('id')
        .execute()
    ).map(({ type, is_public }) => `${type}${is_public ? ' public' : ''}`)

  test('is announced beforehand, once, to staff alone; in opening time, so before the doors close', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T16:10Z') })
    // Due ten minutes after opening on the next day; at 17:54 in Berlin sixteen open minutes are left.
    expect(await due(ticket)).toEqual(at('2026-11-27T08:10Z'))
    await warnOfTargets(site.house.db, at('2026-11-26T16:54Z'))
    expect(await warnings(ticket)).toEqual([])
    await warnOfTargets(site.house.db, at('2026-11-26T16:55Z'))
    await warnOfTargets(site.house.db, at('2026-11-26T16:56Z'))
    await warnOfTargets(site.house.db, at('2026-11-27T09:00Z'))
    expect(await warnings(ticket)).toEqual(['due_soon'])
    const { text } = await mira.get(`/desk/tickets/${ticket.id}`).expect(200)
    expect(text).toContain('The target for a first reply runs out soon')
    expect(text).toContain('By itself')
    expect((await site.visitor().get(ticket.url).expect(200)).text).not.toContain('runs out')
  })

  test('comes in its last third where it is short, and anew when it is due at another moment', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z'), columns: { priority: 4 } })
    await warnOfTargets(site.house.db, at('2026-11-26T09:09Z'))
    expect(await warnings(ticket)).toEqual([])
    await warnOfTargets(site.house.db, at('2026-11-26T09:10Z'))
    expect(await warnings(ticket)).toEqual(['due_soon'])
    await put(ticket, 'waiting_for_you', '2026-11-26T09:11Z')
    await put(ticket, 'new', '2026-11-26T10:00Z')
    await warnOfTargets(site.house.db, at('2026-11-26T10:01Z'))
    expect(await warnings(ticket)).toEqual(['due_soon', 'due_soon'])
  })

  test('says that it was missed where the site did not run in time', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    await Promise.all([1, 2].map(() => warnOfTargets(site.house.db, at('2026-11-26T10:30Z'))))
    expect(await warnings(ticket)).toEqual(['due_missed'])
  })
})

describe('the queue', () => {
  /** Rows of the queue from the page. */
  async function rows(query = ''): Promise<string[]> {
    const { text } = await mira.get(`/desk${query}`).expect(200)
    return text.split('<li class="q-row').slice(1)
  }
  const own = (all: string[], ...tickets: { id: number }[]) =>
    all.flatMap((row) => tickets.filter(({ id }) => row.includes(`/desk/tickets/${id}"`)).map(({ id }) => id))

  test('is sorted by when the first reply is due, tells what is left of it, and marks what is late or soon is', async () => {
    await decide({ hours: null })
    const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE - 2000)
    const calm = await makeTicket(site.house, { createdAt: ago(20) })
    const urgent = await makeTicket(site.house, { createdAt: ago(2), columns: { priority: 4 } })
    const soon = await makeTicket(site.house, { createdAt: ago(50) })
    const late = await makeTicket(site.house, { createdAt: ago(85) })
    const all = await rows()
    expect(own(all, calm, urgent, soon, late)).toEqual([late.id, soon.id, urgent.id, calm.id])
    const rowOf = ({ id }: { id: number }) => all.find((row) => row.includes(`/desk/tickets/${id}"`))
    expect(rowOf(late)).toMatch(/^ q-row--late[\s\S]*>25 min late</)
    expect(rowOf(soon)).toMatch(/^ q-row--soon[\s\S]*>10 min left</)
    expect(rowOf(calm)).toContain('>40 min left<')
    expect(rowOf(calm)).not.toMatch(/^ q-row--(late|soon)/)
    expect(rowOf(calm)).toMatch(/<time class="q-wait" datetime="[^"]+" title="First reply due [^"]+GMT\+1"/)
  })

  test('tells the clocks beside the ticket', async () => {
    const ticket = await makeTicket(site.house, { createdAt: at('2026-11-26T09:00Z') })
    expect((await mira.get(`/desk/tickets/${ticket.id}`).expect(200)).text).toContain('First reply due')
    await makeReply(site.house, ticket, { staff: mira.made, createdAt: at('2026-11-26T09:25Z') })
    await put(ticket, 'answered', '2026-11-26T09:40Z')
    const { text } = await mira.get(`/desk/tickets/${ticket.id}`).expect(200)
    expect(text).toContain('25 min of opening time')
    expect(text).toContain('40 min of opening time')
    expect((await site.visitor().get(ticket.url).expect(200)).text).not.toContain('of opening time')
  })
})

describe('the admin', () => {
  const week = {
    mode: 'week',
    from_0: '09:00',
    to_0: '13:00',
    from2_0: '14:00',
    to2_0: '18:00',
    from_6: '20:00',
    to_6: '00:00',
  }
  const post = (path: string, form: object) => admin.post(path).type('form').send(form)

  test('says when the team answers, with a break and until midnight, and finds it in the form again', async () => {
    await post('/desk/settings/hours', week).expect(303)
    expect(site.house.settings.now.hours?.week).toEqual([
      [
        { from: 540, to: 780 },
        { from: 840, to: 1080 },
      ],
      [],
      [],
      [],
      [],
      [],
      [{ from: 1200, to: 1440 }],
    ])
    const { text } = await admin.get('/desk/settings/hours').expect(200)
    expect(text).toMatch(/name="from2_0" value="14:00" aria-label="Monday: Opens again"/)
    expect(text).toContain('name="to_6" value="00:00"')
    await post('/desk/settings/hours', { mode: 'always' }).expect(303)
    expect(site.house.settings.now.hours).toBeNull()
  })

  test('is told what cannot be: no open day, an end before its beginning, half an opening, a break that is none', async () => {
    const refused = async (form: object, words: string) => {
      const { text } = await post('/desk/settings/hours', form).expect(422)
      expect(text).toContain(words)
      return text
    }
    await refused({ mode: 'week' }, 'Open at least one day')
    const text = await refused({ mode: 'week', from_2: '18:00', to_2: '09:00' }, 'Wednesday: the end must be later')
    expect(text).toContain('name="from_2" value="18:00"')
    expect(text).toContain('href="#f-to_2"')
    await refused({ mode: 'week', from_2: '18:00' }, 'Wednesday: please give both')
    await refused({ ...week, from2_0: '12:30' }, 'Monday: the second opening must begin after')
    await refused({ mode: 'week', from_2: 'nine', to_2: '09:00' }, 'Wednesday: please give times such as')
    await refused({ mode: 'sometimes' }, 'Please')
    expect(site.house.settings.now.hours).toEqual(office)
  })

  test('names the days on which the team is closed, each once', async () => {
    const path = '/desk/settings/hours/holidays'
    await post(path, { from: '2099-12-24', to: '2099-12-31', name: 'Between the years' }).expect(303)
    expect((await post(path, { from: '2099-12-26', name: 'Again' }).expect(422)).text).toContain(
      'There is one on these days already: Between the years',
    )
    expect((await post(path, { from: '2099-12-20', to: '2099-12-19', name: 'Back' }).expect(422)).text).toContain(
      'must not be before the first',
    )
    expect((await post(path, { from: '2099-02-30', name: 'None' }).expect(422)).text).toContain('such as 2026-12-24')
    expect((await post(path, { from: '2098-01-01', to: '2099-06-01', name: 'Long' }).expect(422)).text).toContain(
      'At most a year',
    )
    expect((await admin.get('/desk/settings/hours')).text).toContain('December 24, 2099 – December 31, 2099')
    // The week stays as it is, and the week's form leaves the holidays.
    expect(site.house.settings.now.hours?.week).toEqual(office.week)
    await post('/desk/settings/hours', week).expect(303)
    expect(site.house.settings.now.hours?.holidays).toHaveLength(1)
    await post(`${path}/remove`, { from: '2099-12-24' }).expect(303)
    expect(site.house.settings.now.hours?.holidays).toEqual([])
  })

  test('sets targets by kind and category; an empty field shows what holds there', async () => {
    const category = await makeCategory(site.house, { names: { en: 'Deliveries' } })
    const fields = { minutes: '45', urgent_minutes: '10', warn_minutes: '20' }
    const form = { ...fields, [`cell_any_${category.id}`]: '30', cell_idea_any: '1,440', cell_any_99999: '3' }
    await post('/desk/settings/targets', form).expect(303)
    expect(site.house.settings.now.targets).toEqual({
      minutes: 45,
      urgentMinutes: 10,
      warnMinutes: 20,
      cells: { [`any/${category.id}`]: 30, 'idea/any': 1440 },
    })
    const noted = await site.house.db.selectFrom('audit').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(noted).toMatchObject({ act: 'targets_saved', staff_id: admin.made.id, after: { first_reply_minutes: 45 } })
    const { text } = await admin.get('/desk/settings/targets').expect(200)
    expect(text).toMatch(new RegExp(`name="cell_problem_${category.id}" value="" placeholder="30"`))
    expect(text).toMatch(/name="cell_problem_any" value="" placeholder="45" aria-label="Every category: Problem"/)
    const wrong = await post('/desk/settings/targets', { ...form, minutes: '0', cell_idea_any: 'soon' }).expect(422)
    expect(wrong.text).toContain('Please give whole minutes from 1 to 20,000.')
    expect(wrong.text).toContain('Every category: Idea: please give whole minutes')
    expect(wrong.text).toContain('name="cell_idea_any" value="soon"')
    expect(site.house.settings.now.targets.minutes).toBe(45)
  })

  test('alone may do so', async () => {
    for (const path of ['/desk/settings/hours', '/desk/settings/targets']) {
      await mira.get(path).expect(403)
      await mira.post(path).type('form').send({}).expect(403)
      await site.visitor().get(path).expect(303)
    }
    await mira.post('/desk/settings/hours/holidays').type('form').send({}).expect(403)
    await mira.post('/desk/settings/hours/holidays/remove').type('form').send({}).expect(403)
  })
})
