import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCategory, makeReply, makeStaff, makeTicket } from '../../support/make.ts'
import { openSite, type Site } from '../../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000)

/** Numbers of the tickets in the queue, in their order. */
async function queue(query: string): Promise<number[]> {
  const { text } = await mira.get(`/desk?${query}`).expect(200)
  return [...text.matchAll(/class="q-title"[^>]*><a [^>]*href="\/desk\/tickets\/(\d+)/g)].map((match) =>
    Number(match[1]),
  )
}

/** Saves and returns the view's number. */
async function save(browser: typeof mira, name: string, query: string, shared = false): Promise<number> {
  const answer = await browser
    .post('/desk/views')
    .type('form')
    .send({ name, in: query, ...(shared && { shared: '1' }) })
    .expect(303)
  return Number(/saved=(\d+)/.exec(answer.headers.location ?? '')?.[1])
}

describe('the filters', () => {
  test('narrow the queue by priority, channel, who reads it, whose turn it is, age, put off or not, and oneself', async () => {
    const kind = 'problem' as const
    const urgent = await makeTicket(site.house, { kind, columns: { priority: 4 } })
    const byPhone = await makeTicket(site.house, { kind, columns: { channel: 'phone' } })
    const secret = await makeTicket(site.house, { kind, visibility: 'private' })
    const old = await makeTicket(site.house, { kind, createdAt: daysAgo(40) })
    const mine = await makeTicket(site.house, { kind, columns: { assignee_id: mira.made.id } })
    const answered = await makeTicket(site.house, { kind, columns: { waiting_since: null } })
    await makeReply(site.house, answered, { staff: mira.made })
    await site.house.db.updateTable('tickets').set({ waiting_since: null }).where('id', '=', answered.id).execute()
    const all = [urgent, byPhone, secret, old, mine, answered].map(({ id }) => id)
    const found = async (filter: string) =>
      (await queue(`view=open&kind=problem&${filter}`)).filter((id) => all.includes(id))
    expect(await found('priority=4')).toEqual([urgent.id])
    expect(await found('channel=phone')).toEqual([byPhone.id])
    expect(await found('visibility=private')).toEqual([secret.id])
    expect(await found('age=over-30')).toEqual([old.id])
    expect(await found('age=within-7')).not.toContain(old.id)
    expect(await found('assignee=me')).toEqual([mine.id])
    expect(await found('answer=given')).toEqual([answered.id])
    expect(await found('answer=never')).not.toContain(answered.id)
    expect(await found('answer=waits')).not.toContain(answered.id)
    await site.house.db.updateTable('tickets').set({ snoozed_at: new Date() }).where('id', '=', urgent.id).execute()
    expect(await queue('view=snoozed&kind=problem&snoozed=yes')).toEqual([urgent.id])
    expect(await queue('view=snoozed&kind=problem&snoozed=no')).toEqual([])
  })

  test('find by words in the forms of their language, and by number', async () => {
    const rotation = await makeTicket(site.house, { kind: 'idea', title: 'Rotating certificates of the gateway' })
    const other = await makeTicket(site.house, { kind: 'idea', title: 'Something quite different' })
    expect(await queue('view=open&kind=idea&q=certificate+gateways')).toEqual([rotation.id])
    expect(await queue(`view=open&kind=idea&q=%23${other.id}`)).toEqual([other.id])
    expect(await queue('view=open&kind=idea&q=nothing-has-this')).toEqual([])
  })

  test('that are not understood show nothing and say which, and how to look without them', async () => {
    const ticket = await makeTicket(site.house)
    const { text } = await mira.get('/desk?view=open&category=99999&kind=question').expect(200)
    expect(text).toContain('Category')
    expect(text).toContain('asks for something that is not there')
    expect(text).not.toContain(`/desk/tickets/${ticket.id}?`)
    expect(text).toContain('href="/desk?view=open&amp;kind=question"')
  })
})

describe('a saved view', () => {
  test('stands beside the queue with its count, keeps its filters, and leads on from ticket to ticket', async () => {
    const category = await makeCategory(site.house, { names: { en: 'Exports' } })
    const one = await makeTicket(site.house, { category, columns: { priority: 3 } })
    await makeTicket(site.house, { category })
    const id = await save(mira, 'Exports that hurry', `view=open&category=${category.id}&priority=3&past=zz&language=`)
    const { text } = await mira.get('/desk').expect(200)
    const link = new RegExp(
      `<a href="/desk\\?view=open&amp;category=${category.id}&amp;priority=3&amp;saved=${id}"[^>]*>(.*?)</a>`,
    )
    expect(link.exec(text)?.[1]).toContain('Exports that hurry')
    expect(link.exec(text)?.[1]).toContain('views-count">1<')
    const page = await mira.get(`/desk?view=open&category=${category.id}&priority=3&saved=${id}`).expect(200)
    expect(page.text).toMatch(/<h1[^>]*>Exports that hurry<\/h1>/)
    const opened = await mira.get(`/desk/tickets/${one.id}?view=open&category=${category.id}&priority=3&saved=${id}`)
    expect(opened.text).toMatch(/<h2><a [^>]*>Exports that hurry<\/a><\/h2>/)
    expect(page.text).toContain(
      `/desk/tickets/${one.id}?view=open&amp;category=${category.id}&amp;priority=3&amp;saved=${id}`,
    )
  })

  test('is seen by its owner alone, and by the whole team when it is shared', async () => {
    const ana = await site.staff()
    await save(ana, 'Only Ana sees this', 'view=open&kind=idea')
    await save(ana, 'All of us see this', 'view=open&kind=problem', true)
    const { text } = await mira.get('/desk').expect(200)
    expect(text).not.toContain('Only Ana sees this')
    expect(text).toContain('All of us see this')
    expect((await ana.get('/desk').expect(200)).text).toContain('Only Ana sees this')
  })

  test('is changed by its owner, or by an admin where it is shared; by nobody else', async () => {
    const ana = await site.staff()
    const admin = await site.staff('admin')
    const own = await save(ana, 'Own one', 'kind=idea')
    const shared = await save(ana, 'Shared one', 'kind=idea', true)
    const rename = (browser: typeof mira, id: number) =>
      browser.post(`/desk/views/${id}`).type('form').send({ listed: '1', shared: '1', name: 'Named anew' })
    await rename(mira, shared).expect(404)
    await rename(mira, own).expect(404)
    await rename(admin, own).expect(404)
    await rename(admin, shared).expect(303)
    await ana.post(`/desk/views/${own}`).type('form').send({ in: 'kind=problem&view=open' }).expect(303)
    const row = await site.house.db
      .selectFrom('saved_views')
      .selectAll()
      .where('id', '=', own)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ name: 'Own one', query: 'kind=problem&view=open', is_shared: false })
  })

  test('comes back after it was removed, by one click', async () => {
    const id = await save(mira, 'Here and gone', 'kind=thanks')
    const answer = await mira.post(`/desk/views/${id}/remove`).expect(303)
    const { text } = await mira.get(answer.headers.location as string).expect(200)
    expect(text).toContain(`action="/desk/views/${id}/restore"`)
    expect(text).not.toContain('Here and gone')
    await mira.post(`/desk/views/${id}/restore`).expect(303)
    expect((await mira.get('/desk').expect(200)).text).toContain('Here and gone')
  })

  test('says so when what it filters by is gone: a category, a tag, a colleague', async () => {
    const category = await makeCategory(site.house, { names: { en: 'Short-lived' } })
    const left = await makeStaff(site.house)
    const ticket = await makeTicket(site.house, { category, tags: ['short-lived'], columns: { assignee_id: left.id } })
    const views = [
      await save(mira, 'By category', `view=open&category=${category.id}`),
      await save(mira, 'By tag', 'view=open&tag=short-lived'),
      await save(mira, 'By colleague', `view=open&assignee=${left.id}`),
    ]
    const { db } = site.house
    await db.updateTable('tickets').set({ category_id: null }).where('id', '=', ticket.id).execute()
    await db.deleteFrom('categories').where('id', '=', category.id).execute()
    await db.deleteFrom('tags').where('name', '=', 'short-lived').execute()
    await db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', left.id).execute()
    await site.house.taxonomy.refresh()
    const side = (await mira.get('/desk').expect(200)).text
    for (const id of views) {
      const url = new RegExp(`href="(/desk\\?[^"]*saved=${id})"`).exec(side)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const { text } = await mira.get(url).expect(200)
      expect(text, url).toContain('asks for something that is not there')
      expect(text, url).not.toContain('class="q-row')
    }
    expect((await mira.get('/desk/views').expect(200)).text).toContain('A filter of this view no longer works')
  })

  test('needs a name that one does not have yet; what was chosen is not lost', async () => {
    await save(mira, 'Twice', 'view=open&kind=idea')
    const again = await mira
      .post('/desk/views')
      .type('form')
      .send({ name: 'Twice', in: 'view=done&kind=idea' })
      .expect(422)
    expect(again.text).toContain('You have a view of this name already.')
    expect(again.text).toContain('value="view=done&amp;kind=idea"')
    await mira.post('/desk/views').type('form').send({ name: ' ', in: 'view=done' }).expect(422)
  })

  test('is nothing that strangers can reach', async () => {
    await site.visitor().get('/desk/views').expect(303)
    await site.visitor().post('/desk/views').type('form').send({ name: 'x', in: '' }).expect(303)
  })
})
