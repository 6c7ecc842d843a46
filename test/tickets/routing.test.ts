import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dayAt } from '../../src/people/duty.ts'
import { escalateWaiting } from '../../src/tickets/routing/jobs.ts'
import { makeCategory, makeStaff, makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'
import { eventsOf, rowOf, type Staff } from './desk-acts.ts'
import { asked, openSiteOfMany } from './posting.ts'

let site: Site
let admin: Staff

beforeAll(async () => {
  site = await openSiteOfMany()
  admin = await site.staff('admin')
  // Whoever could not sign in again is no admin to leave the team to.
  await site.house.db.updateTable('staff').set({ password_hash: 'x' }).where('id', '=', admin.made.id).execute()
})
afterAll(() => site.close())
beforeEach(async () => {
  await site.house.db.deleteFrom('routing_rules').execute()
  await site.house.db.deleteFrom('rota_week').execute()
  await site.house.db.deleteFrom('rota_days').execute()
})

const save = (path: string, fields: Record<string, string>) =>
  admin.post(`/desk/settings/${path}`).type('form').send(fields)
const add = (fields: Record<string, string>) => save('routing', { name: 'A rule', who: '', ...fields })
const rules = () => site.house.db.selectFrom('routing_rules').selectAll().orderBy('position').execute()
const page = async (path: string) => (await admin.get(`/desk/settings/${path}`).expect(200)).text
const today = () => dayAt(new Date(), 'UTC')
const onDutyToday = (...staff: { id: number }[]) =>
  save('rota/days', { day: today(), ...Object.fromEntries(staff.map(({ id }) => [`who-${id}`, '1'])) }).expect(303)
const tell = async (query: Record<string, string>) =>
  (
    await admin
      .get('/desk/settings/routing')
      .query({ try: '1', ...query })
      .expect(200)
  ).text
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const escalate = () => escalateWaiting(site.house.db, site.house.settings.now)

describe('rules for tickets that arrive', () => {
  test('decide who and how urgent: the first that names somebody, the first that names a priority', async () => {
    const anna = await makeStaff(site.house, { name: 'Anna' })
    const boris = await makeStaff(site.house, { name: 'Boris' })
    const billing = await makeCategory(site.house)
    await add({ name: 'Down', words: 'offline, fail', priority: 'urgent' }).expect(303)
    await add({ name: 'Problems', kind: 'problem', who: String(anna.id), priority: 'low' }).expect(303)
    await add({ name: 'Money', category: String(billing.id), who: String(boris.id) }).expect(303)
    const { id } = await asked(site, {
      kind: 'problem',
      category: String(billing.id),
      title: 'The import FAILED twice',
    })
    const row = await rowOf(site, { id })
    expect(row.assignee_id).toBe(anna.id)
    expect(row.priority).toBe(4)
    const told = (await eventsOf(site, { id })).filter(({ type }) => type === 'assigned' || type === 'prioritised')
    expect(told.map(({ data }) => data)).toEqual([
      { from: 'normal', to: 'urgent', rule: 'Down' },
      { from: null, to: anna.id, name: 'Anna', rule: 'Problems' },
    ])
    expect((await admin.get(`/desk/tickets/${id}`)).text).toContain('by the rule “\u2068Down\u2069”')
  })

  test('look at language and channel, and leave alone what does not fit', async () => {
    const anna = await makeStaff(site.house)
    await add({ name: 'Russian', language: 'ru', channel: 'web', who: String(anna.id) }).expect(303)
    await add({ name: 'By phone', channel: 'phone', priority: 'high' }).expect(303)
    const russian = await asked(site, {
      title: 'Как поменять ключ?',
      text: 'Мы меняем ключ каждые девяносто дней, помогите.',
    })
    expect((await rowOf(site, russian)).assignee_id).toBe(anna.id)
    const english = await rowOf(site, await asked(site))
    expect([english.assignee_id, english.priority]).toEqual([null, 2])
  })

  test('are edited, moved, switched off and removed, and each change is in the audit log', async () => {
    await add({ name: 'First', priority: 'high' })
    await add({ name: 'Second', priority: 'low' })
    const [first, second] = await rules()
    await save(`routing/${second?.id}/move`, { direction: 'up' }).expect(303)
    expect((await rules()).map(({ name }) => name)).toEqual(['Second', 'First'])
    await save(`routing/${second?.id}`, { name: 'Second', who: '', priority: 'urgent', off: '1' }).expect(303)
    expect((await rowOf(site, await asked(site))).priority).toBe(3)
    await save(`routing/${first?.id}/remove`, {}).expect(303)
    expect(await rules()).toHaveLength(1)
    const audit = await site.house.db.selectFrom('audit').select(['act', 'what', 'staff_id']).orderBy('id').execute()
    expect(audit.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['rule_added', 'rule_moved', 'rule_edited', 'rule_removed']),
    )
    expect(audit.every(({ staff_id }) => staff_id === admin.made.id)).toBe(true)
  })

  test('from which nothing follows, or that name what is not there, come back with what was typed', async () => {
    const empty = await add({ name: 'Nothing', words: 'slow' }).expect(422)
    expect(empty.text).toContain('Nothing would follow from this rule')
    expect(empty.text).toContain('value="slow"')
    const left = await makeStaff(site.house)
    await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', left.id).execute()
    expect((await add({ who: String(left.id) }).expect(422)).text).toContain('who is in the team')
    await add({ priority: 'high', category: '99999' }).expect(422)
    await add({ priority: 'high', waits: '0' }).expect(422)
    await add({ name: '', priority: 'high' }).expect(422)
    expect(await rules()).toEqual([])
  })

  test('that name who has left or a category that is gone say so, and the next rule has its say', async () => {
    const left = await makeStaff(site.house, { name: 'Vera Left' })
    const anna = await makeStaff(site.house)
    const gone = await makeCategory(site.house)
    await add({ name: 'Hers', who: String(left.id) }).expect(303)
    await add({ name: 'Lost', category: String(gone.id), priority: 'high' }).expect(303)
    await add({ name: 'The rest', who: String(anna.id) }).expect(303)
    await save(`staff/${left.id}/deactivate`, {}).expect(303)
    await site.house.db.deleteFrom('categories').where('id', '=', gone.id).execute()
    await site.house.taxonomy.refresh()
    const text = await page('routing')
    expect(text).toContain('Vera Left\u2069 has left the team')
    expect(text).toContain('Its category was removed')
    const row = await rowOf(site, await asked(site))
    expect([row.assignee_id, row.priority]).toEqual([anna.id, 2])
  })

  test('can be tried on a ticket that is there and on words, and nothing changes', async () => {
    const anna = await makeStaff(site.house, { name: 'Anna Try' })
    await add({ name: 'Down', words: 'offline', priority: 'urgent' })
    await add({ name: 'Anna’s', kind: 'problem', who: String(anna.id) })
    await add({ name: 'Too long', waits: '90', priority: 'high' })
    const ticket = await makeTicket(site.house, { kind: 'problem', title: 'Everything is offline' })
    const found = await tell({ ticket: String(ticket.id) })
    expect(found).toContain('Everything is offline')
    expect(found).toMatch(/It goes to \u2068Anna Try\u2069, by the rule “\u2068Anna’s\u2069”/)
    expect(found).toContain('Its priority is: Urgent')
    expect(found).toContain('has waited 90 minutes')
    expect((await rowOf(site, ticket)).priority).toBe(2)
    expect(await tell({ ticket: 'we were offline', kind: 'question' })).toContain('No rule names somebody')
    expect(await tell({ ticket: '987654' })).toContain('There is no ticket 987654')
  })
})

describe('the rota', () => {
  test('gives tickets to whoever is on duty; of several, to the one with fewest open ones', async () => {
    const [anna, boris] = [await makeStaff(site.house), await makeStaff(site.house)]
    await add({ name: 'Duty', who: 'rota' }).expect(303)
    await onDutyToday(anna, boris)
    const first = (await rowOf(site, await asked(site))).assignee_id
    const second = (await rowOf(site, await asked(site))).assignee_id
    expect([first, second].sort()).toEqual([anna.id, boris.id].sort())
  })

  test('knows the week, and days that differ', async () => {
    const [anna, boris] = [
      await makeStaff(site.house, { name: 'Anna Week' }),
      await makeStaff(site.house, { name: 'Boris Day' }),
    ]
    const everyDay = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [`on-${day}-${anna.id}`, '1']))
    await save('rota', everyDay).expect(303)
    expect(await page('rota')).toContain('On duty today: \u2068Anna Week\u2069')
    expect((await admin.get('/desk')).text).toContain('On duty today: \u2068Anna Week\u2069')
    await onDutyToday(boris)
    expect(await page('rota')).toContain('On duty today: \u2068Boris Day\u2069')
    await onDutyToday()
    expect(await page('rota')).toContain('Nobody is on duty today')
    await save('rota/days/remove', { day: today() }).expect(303)
    expect(await page('rota')).toContain('On duty today: \u2068Anna Week\u2069')
  })

  test('refuses a day that is none or over, with the boxes still ticked', async () => {
    const anna = await makeStaff(site.house)
    const wrong = await save('rota/days', { day: '2026-02-30', [`who-${anna.id}`]: '1' }).expect(422)
    expect(wrong.text).toContain('Please choose a day')
    expect(wrong.text).toMatch(new RegExp(`name="who-${anna.id}" value="1" checked`))
    expect((await save('rota/days', { day: '2020-01-01' }).expect(422)).text).toContain('This day is over')
  })

  test('names who has left the team and gives them nothing; an heir takes their days and rules', async () => {
    const [left, heir] = [
      await makeStaff(site.house, { name: 'Gone Agent' }),
      await makeStaff(site.house, { name: 'Heir Agent' }),
    ]
    await add({ name: 'Duty', who: 'rota' })
    await add({ name: 'Theirs', who: String(left.id) })
    await onDutyToday(left)
    await save('rota', { [`on-3-${left.id}`]: '1' })
    await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', left.id).execute()
    const text = await page('rota')
    expect(text).toContain('Gone Agent\u2069 has left the team and is still on duty here')
    expect(text).toContain('Wednesday')
    expect((await rowOf(site, await asked(site))).assignee_id).toBeNull()
    await site.house.db.updateTable('staff').set({ deactivated_at: null }).where('id', '=', left.id).execute()
    await save(`staff/${left.id}/deactivate`, { to: String(heir.id) }).expect(303)
    expect(await page('rota')).not.toContain('has left the team')
    expect((await rowOf(site, await asked(site))).assignee_id).toBe(heir.id)
    expect((await rules()).at(-1)?.assignee_id).toBe(heir.id)
  })
})

describe('a ticket that waits too long', () => {
  test('becomes urgent and goes to a person who is told, once', async () => {
    const boss = await makeStaff(site.house, { name: 'The Boss' })
    await add({ name: 'Two hours', waits: '120', who: String(boss.id), priority: 'urgent' }).expect(303)
    const ticket = await makeTicket(site.house, { createdAt: minutesAgo(121), title: 'Still here' })
    const fresh = await makeTicket(site.house, { createdAt: minutesAgo(60) })
    const publicPage = (await site.visitor().get(ticket.url)).text
    await escalate()
    const row = await rowOf(site, ticket)
    expect([row.assignee_id, row.priority]).toEqual([boss.id, 4])
    expect((await rowOf(site, fresh)).assignee_id).toBeNull()
    expect((await eventsOf(site, ticket)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['prioritised', 'escalated']),
    )
    const mails = await site.house.db.selectFrom('outbox').select('message').execute()
    expect(mails.map(({ message }) => message)).toContainEqual(
      expect.objectContaining({ name: 'staff_escalated', toPersonId: boss.personId }),
    )
    expect((await site.visitor().get(ticket.url)).text).toBe(publicPage)
    // What staff decide afterwards stays.
    await site.house.db
      .updateTable('tickets')
      .set({ assignee_id: null, priority: 2 })
      .where('id', '=', ticket.id)
      .execute()
    await escalate()
    expect((await rowOf(site, ticket)).assignee_id).toBeNull()
    // Another wait is another matter.
    await site.house.db
      .updateTable('tickets')
      .set({ waiting_since: minutesAgo(130) })
      .where('id', '=', ticket.id)
      .execute()
    await escalate()
    expect((await rowOf(site, ticket)).assignee_id).toBe(boss.id)
  })

  test('waits in opening hours: a night does not count', async () => {
    const week = [1, 2, 3, 4, 5, 6, 7].map(() => [] as { from: number; to: number }[])
    // Open on one day of the week only, which is not today nor yesterday.
    const index = (new Date().getUTCDay() + 6 + 3) % 7
    week[index] = [{ from: 540, to: 1020 }]
    await add({ name: 'An hour', waits: '60', priority: 'urgent' })
    const ticket = await makeTicket(site.house, { createdAt: minutesAgo(300) })
    await escalateWaiting(site.house.db, { ...site.house.settings.now, hours: { week, holidays: [] } })
    expect((await rowOf(site, ticket)).priority).toBe(2)
    await escalate()
    expect((await rowOf(site, ticket)).priority).toBe(4)
  })

  test('is not raised when nobody waits, when put off, or when it is more urgent already', async () => {
    await add({ name: 'An hour', waits: '60', priority: 'high' })
    const make = (columns: object) => makeTicket(site.house, { createdAt: minutesAgo(90), columns })
    const answered = await make({ waiting_since: null })
    const snoozed = await make({ snoozed_at: new Date() })
    const urgent = await make({ priority: 4 })
    await escalate()
    const priorities = await Promise.all(
      [answered, snoozed, urgent].map(async (ticket) => (await rowOf(site, ticket)).priority),
    )
    expect(priorities).toEqual([2, 2, 4])
  })
})
