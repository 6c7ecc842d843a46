import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noteAct } from '../../../src/db/audit.ts'
import { makeArticle, makeCategory, makeReply, makeTicket } from '../../support/make.ts'
import { openSite, type Site } from '../../support/site.ts'

let site: Site
let admin: Awaited<ReturnType<Site['staff']>>
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  admin = await site.staff('admin')
  mira = await site.staff()
  // Who can sign in: the last such admin could take nobody out of the team.
  await site.house.db.updateTable('staff').set({ password_hash: 'x' }).where('id', '=', admin.made.id).execute()
})
afterAll(() => site.close())

/** The lines of the log, newest first, as text without marks. */
async function log(query = '', browser = admin): Promise<string[]> {
  const { text } = await browser.get(`/desk/settings/audit${query}`).expect(200)
  return linesOf(text)
}

const linesOf = (html: string) =>
  (/<ol class="acts-log">([\s\S]*?)<\/ol>/.exec(html)?.[1] ?? '')
    .split('<li>')
    .slice(1)
    .map((line) =>
      line
        .replace(/<[^>]*>/g, ' ')
        .replace(/[\u2066-\u2069]/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )

const post = (browser: typeof mira, path: string, fields: Record<string, string> = {}) =>
  browser.post(path).type('form').send(fields).expect(303)

describe('the audit log', () => {
  test('holds what staff did on tickets: who, when, what, and what was there before', async () => {
    const category = await makeCategory(site.house, { names: { en: 'Exports' } })
    const ticket = await makeTicket(site.house, { title: 'How do exports work?' })
    const status = site.house.taxonomy.now.byKind.question.find(({ message_key }) => message_key === 'in_review')
    await post(mira, `/desk/tickets/${ticket.id}/status`, { status: String(status?.id) })
    await post(mira, `/desk/tickets/${ticket.id}/category`, { category: String(category.id) })
    await post(mira, `/desk/tickets/${ticket.id}/assignee`, { assignee: String(admin.made.id) })
    const [assigned, categorised, changed] = await log()
    for (const word of [`#${ticket.id}`, 'How do exports work?', mira.made.name, '2026'])
      expect(changed).toContain(word)
    expect(changed).toMatch(/Status: In review .* Before New/)
    expect(categorised).toMatch(/Category: Exports .* Before No category/)
    expect(assigned).toMatch(new RegExp(`Assigned to ${admin.made.name} .* Before Nobody`))
  })

  test('holds what the admin changed in settings, statuses, categories, tags and the team, from and to', async () => {
    const settings = (await admin.get('/desk/settings').expect(200)).text
    const fields = Object.fromEntries(
      [...settings.matchAll(/<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"[^>]*>/g)].map(([, name, value]) => [
        name as string,
        value as string,
      ]),
    )
    await post(admin, '/desk/settings', { ...fields, name: 'Lighthouse', language: 'en', time_zone: 'UTC' })
    expect((await log())[0]).toMatch(/Settings of the site saved .*Name Support Lighthouse/)

    const status = site.house.taxonomy.now.byKind.idea.find(({ message_key }) => message_key === 'planned')
    await post(admin, `/desk/settings/statuses/${status?.id}`, { name_en: 'On the list', colour: '#112233' })
    expect((await log())[0]).toMatch(/Status changed: Planned .*Name nothing en: On the list/)

    await post(admin, '/desk/settings/categories', { name_en: 'Bills', icon: 'billing' })
    expect((await log())[0]).toMatch(/Category added: Bills/)
    const bills = site.house.taxonomy.now.inOrder.find(({ names }) => names.en === 'Bills')
    await post(admin, `/desk/settings/categories/${bills?.id}`, { name_en: 'Money', icon: 'billing', slug: 'money' })
    expect((await log())[0]).toMatch(/Category changed: Bills .*Address bills money/)
    await post(admin, `/desk/settings/categories/${bills?.id}/remove`, { into: 'none' })
    expect((await log())[0]).toMatch(/Category removed: Money/)

    await makeTicket(site.house, { tags: ['fromage'] })
    const tag = await site.house.db.selectFrom('tags').select('id').where('name', '=', 'fromage').executeTakeFirst()
    await post(admin, `/desk/settings/tags/${tag?.id}`, { name: 'cheese' })
    expect((await log())[0]).toMatch(/Tag renamed: fromage .*Name fromage cheese/)

    await admin
      .post('/desk/settings/staff/invites')
      .type('form')
      .send({ email: 'new@earshot.test', role: 'agent' })
      .expect(200)
    expect((await log())[0]).toContain('Invited to the team: new@earshot.test')
    const leaver = await site.staff()
    await post(admin, `/desk/settings/staff/${leaver.made.id}/role`, { role: 'admin' })
    expect((await log())[0]).toMatch(new RegExp(`Role changed: ${leaver.made.name} .*Role agent admin`))
    await post(admin, `/desk/settings/staff/${leaver.made.id}/deactivate`, { to: String(mira.made.id) })
    expect((await log())[0]).toMatch(new RegExp(`Taken out of the team: ${leaver.made.name} .*${mira.made.name}`))
  })

  test('holds what was done to articles, and brings a deleted one back', async () => {
    const article = await makeArticle(site.house, { title: 'Keys side by side' })
    const url = `/kb/${article.id}-keys-side-by-side`
    const gone = await post(mira, `/desk/articles/${article.id}/delete`)
    expect((await mira.get(gone.headers.location as string).expect(200)).text).toContain('/undelete"')
    await site.visitor().get(url).expect(410)
    const [line] = await log('?group=articles')
    expect(line).toMatch(/Removed .*Bring the article back/)
    await post(mira, `/desk/articles/${article.id}/undelete`)
    await site.visitor().get(url).expect(200)
    expect((await log('?group=articles'))[0]).toMatch(/^Brought back Keys side by side/)
    expect((await log('?group=articles'))[1]).not.toContain('Bring the article back')
  })

  test('can be narrowed by person, by what it is about, and by days of the site’s zone', async () => {
    const { db } = site.house
    const others = await log(`?who=${mira.made.id}`)
    expect(others.length).toBeGreaterThan(0)
    for (const line of others) expect(line).toContain(mira.made.name)
    for (const line of await log('?group=taxonomy')) expect(line).toMatch(/^(Status|Category|Tag) /)
    for (const line of await log('?group=team')) expect(line).not.toMatch(/^(Status|Category|Tag) /)
    await db.transaction().execute((trx) => noteAct(trx, mira.made.id, 'tag_removed', { what: 'long-ago' }))
    await db.updateTable('audit').set({ created_at: '2026-03-29T23:30:00Z' }).where('what', '=', 'long-ago').execute()
    expect(await log('?from=2026-03-29&to=2026-03-29')).toHaveLength(1)
    expect(await log('?from=2026-03-30&to=2026-03-30')).toHaveLength(0)
    expect((await log('?to=2026-03-29'))[0]).toContain('long-ago')
  })

  test('says what is wrong with its filters', async () => {
    const order = await admin.get('/desk/settings/audit?from=2026-05-02&to=2026-05-01').expect(422)
    expect(order.text).toContain('The last day lies before the first one.')
    const day = await admin.get('/desk/settings/audit?from=2026-02-31').expect(422)
    expect(day.text).toContain('Please give a day')
    await admin.get('/desk/settings/audit?who=x').expect(422)
  })

  test('goes on page after page, without a gap and without a line twice', async () => {
    const { db } = site.house
    await db.transaction().execute(async (trx) => {
      for (let n = 0; n < 120; n++) await noteAct(trx, mira.made.id, 'view_saved', { what: `number ${n}.` })
    })
    const ticket = await makeTicket(site.house)
    for (const priority of ['1', '3']) {
      await mira
        .post('/desk/bulk')
        .type('form')
        .send({ act: `priority:${priority}`, ticket: String(ticket.id), in: '' })
        .expect(303)
    }
    const seen: string[] = []
    let url: string | undefined = '/desk/settings/audit'
    while (url) {
      const { text }: { text: string } = await admin.get(url).expect(200)
      seen.push(...linesOf(text))
      url = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    const numbered = seen.filter((line) => line.includes('number '))
    expect(numbered).toHaveLength(120)
    expect(new Set(numbered).size).toBe(120)
    const events = await db.selectFrom('events').select('id').where('by_staff', '=', true).execute()
    const notes = await db.selectFrom('audit').select('id').execute()
    expect(seen).toHaveLength(events.length + notes.length)
  })

  test('is the admin’s alone', async () => {
    await mira.get('/desk/settings/audit').expect(403)
    await site.visitor().get('/desk/settings/audit').expect(303)
  })

  test('knows no password, no token and no text of a private reply', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'private', source: 'canaryword' })
    const rows = await site.house.db.selectFrom('audit').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/password_hash|canaryword/)
    expect((await log()).join()).not.toContain('canaryword')
  })
})

describe('the history of a ticket', () => {
  test('tells everything that happened on it, whoever did it, with what was before', async () => {
    const ticket = await makeTicket(site.house, { requesterName: 'Anna K.' })
    await post(mira, `/desk/tickets/${ticket.id}/tags`, { tags: 'one, two' })
    await post(mira, `/desk/tickets/${ticket.id}/tags`, { tags: 'two' })
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/history`).expect(200)
    expect(linesOf(text)[0]).toMatch(/^Tags: two Before one, two/)
    expect(linesOf(text)[1]).toMatch(/^Tags: one, two Before nothing/)
    await site.visitor().get(`/desk/tickets/${ticket.id}/history`).expect(303)
    await mira.get('/desk/tickets/99999/history').expect(404)
  })

  test('brings a removed reply back, long after the line about it is gone', async () => {
    const ticket = await makeTicket(site.house)
    const reply = await makeReply(site.house, ticket, { source: 'A word taken back too soon.' })
    await post(mira, `/desk/replies/${reply.id}/remove`)
    expect((await site.visitor().get(ticket.url)).text).not.toContain('taken back too soon')
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/history`).expect(200)
    expect(text).toContain('Bring the reply back')
    await post(mira, `/desk/tickets/${ticket.id}/restore-reply`, { reply: String(reply.id) })
    expect((await site.visitor().get(ticket.url)).text).toContain('taken back too soon')
    expect((await mira.get(`/desk/tickets/${ticket.id}/history`)).text).not.toContain('Bring the reply back')
  })

  test('is there for a removed ticket too', async () => {
    const ticket = await makeTicket(site.house)
    await post(mira, `/desk/tickets/${ticket.id}/remove`, { why: 'deleted' })
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/history`).expect(200)
    expect(linesOf(text)[0]).toMatch(/^Deleted/)
  })
})
