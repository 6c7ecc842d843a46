import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { makeCategory, makePerson, makeTicket, makeTickets } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { eventsOf, ticketRow } from './posting.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const idea = (given: Parameters<typeof makeTicket>[1] = {}) => makeTicket(site.house, { kind: 'idea', ...given })
const statusOf = (key: string) => {
  const status = site.house.taxonomy.now.byKind.idea.find(({ message_key }) => message_key === key)
  if (!status) throw new Error(`no status ${key}`)
  return status
}
const board = async (query = '') => (await site.visitor().get(`/ideas${query}`).expect(200)).text
/** The part of the page that is one column. */
const column = (html: string, key: string) =>
  html.split('<section class="board-column"').find((part) => part.includes(`data-status="${statusOf(key).id}"`)) ?? ''
const titles = (html: string) => [...html.matchAll(/row-title"><a [^>]*>([^<]*)</g)].map((match) => match[1])
const move = (ticket: { id: number }, from: string, to: string, more: Record<string, string> = {}) =>
  mira
    .post(`/desk/ideas/${ticket.id}/move`)
    .type('form')
    .send({ from: String(statusOf(from).id), to: String(statusOf(to).id), ...more })

describe('the board of ideas', () => {
  test('has a column for each status, most wanted first, whole without script and the same for all strangers', async () => {
    await idea({ title: 'Dark mode', votes: 3 })
    await idea({ title: 'Light mode', votes: 9 })
    await idea({ title: 'Folders', status: 'planned', votes: 1 })
    await idea({ title: 'A way out', status: 'declined' })
    await makeTicket(site.house, { title: 'No idea at all' })
    const html = await board()
    expect(titles(column(html, 'new'))).toEqual(['Light mode', 'Dark mode'])
    expect(titles(column(html, 'planned'))).toEqual(['Folders'])
    expect(titles(column(html, 'declined'))).toEqual(['A way out'])
    expect(column(html, 'started')).toContain('Nothing here')
    expect(html).not.toContain('No idea at all')
    expect([...html.matchAll(/data-status="(\d+)"/g)].map((match) => Number(match[1]))).toEqual(
      site.house.taxonomy.now.byKind.idea.map(({ id }) => id),
    )
    const first = await site.visitor().get('/ideas')
    expect(first.headers['cache-control']).toContain('public')
    await site
      .visitor()
      .get('/ideas')
      .set('if-none-match', first.headers.etag ?? '')
      .expect(304)
  })

  test('never shows what is private, held, spam, removed or merged, nor counts it', async () => {
    const before = column(await board(), 'started')
    const public_ = await idea({ status: 'started' })
    await idea({ title: 'canary one', status: 'started', visibility: 'private' })
    await idea({ title: 'canary two', status: 'started', review_state: 'held' })
    await idea({ title: 'canary three', status: 'started', review_state: 'spam' })
    await idea({ title: 'canary four', status: 'started', columns: { removed_at: new Date(), removed_why: 'deleted' } })
    await idea({ title: 'canary five', status: 'started', columns: { merged_into: public_.id } })
    const html = await board()
    expect(before).toContain('views-count">0<')
    expect(column(html, 'started')).toContain('views-count">1<')
    expect(html).not.toContain('canary')
    expect(await board(`?column=${statusOf('started').id}`)).not.toContain('canary')
    const own = (await mira.get('/desk/ideas').expect(200)).text
    expect(own).not.toContain('canary')
  })

  test('can be looked at by category', async () => {
    const category = await makeCategory(site.house, { slug: 'sync', names: { en: 'Sync' } })
    await idea({ title: 'Sync by cable', category })
    const html = await board('?category=sync')
    expect(titles(html)).toEqual(['Sync by cable'])
    expect(html).toContain('<option value="sync" selected>')
    expect(titles(await board('?category=no-such-thing')).length).toBeGreaterThan(1)
  })

  test('holds thousands of ideas: a column of its own goes on page by page and misses none, also among equal votes', async () => {
    const review = statusOf('in_review')
    await makeTickets(site.house, 130, (n) => ({
      title: `Wish ${n}`,
      kind: 'idea',
      status_id: review.id,
      phase: review.phase,
      vote_count: Math.floor(n / 50),
      carried_votes: Math.floor(n / 50),
    }))
    const html = column(await board(), 'in_review')
    expect(titles(html)).toHaveLength(8)
    expect(html).toContain('99+')
    let url = /href="(\/ideas\?column=\d+)"/.exec(html)?.[1]
    const seen: (string | undefined)[] = []
    let pages = 0
    let back: string | undefined
    while (url) {
      const page = await board(url.replace('/ideas', '').replaceAll('&amp;', '&'))
      seen.push(...titles(page))
      back = /rel="prev" href="([^"]+)"/.exec(page)?.[1]
      url = /rel="next" href="([^"]+)"/.exec(page)?.[1]
      pages += 1
    }
    expect(pages).toBe(5)
    expect(new Set(seen).size).toBe(130)
    const previous = await board((back ?? '').replace('/ideas', '').replaceAll('&amp;', '&'))
    expect(titles(previous)).toEqual(seen.slice(90, 120))
  })

  test('takes a vote from the card and comes back to it; nobody votes for a wish of their own', async () => {
    const known = await site.known()
    const own = await idea({ title: 'My own wish', requesterId: known.personId })
    const other = await idea({ title: 'Their wish' })
    const html = (await known.get('/ideas')).text
    expect(html).not.toContain(`/tickets/${own.id}/vote`)
    const form = formTo(html, `/tickets/${other.id}/vote`)
    const answer = await known
      .post(form.action)
      .type('form')
      .send({ ...form.fields, vote: '1' })
      .expect(303)
    expect(answer.headers.location).toBe(`/ideas#idea-${other.id}`)
    expect((await ticketRow(site, other.id)).vote_count).toBe(1)
    expect((await known.get('/ideas')).text).toContain('aria-pressed="true"')
    expect(await board()).not.toContain('aria-pressed="true" title')
    for (const back of ['https://evil.example/', '//evil.example', '/ideas/../desk', '/ideas?x=<b>']) {
      const { headers } = await known.post(form.action).type('form').send({ vote: '0', back }).expect(303)
      expect(headers.location).toBe(other.url)
    }
  })

  test('speaks every language of the interface, and odd addresses are the board', async () => {
    for (const [language, title] of [
      ['ru', 'Идеи'],
      ['uk', 'Ідеї'],
      ['ar', 'الأفكار'],
    ] as const) {
      const { text } = await site.visitor().get('/ideas').set('accept-language', language).expect(200)
      expect(text).toContain(`<h1>${title}</h1>`)
    }
    for (const query of ['?column=999999', '?column=x', '?older=zzz', '?category='])
      expect(await board(query)).toContain('data-status')
  })
})

describe('arranging the board', () => {
  test('moves a card to another status with an event, a notice to whoever asked, and an undo that puts the row back', async () => {
    const requesterId = await makePerson(site.house, { email: 'wisher@example.org' })
    const ticket = await idea({ title: 'Wanted by one', requesterId })
    const html = (await mira.get('/desk/ideas').expect(200)).text
    const form = formTo(html, `/desk/ideas/${ticket.id}/move`)
    expect(form.fields).toMatchObject({ from: form.fields.to })
    const before = await ticketRow(site, ticket.id)
    const answer = await move(ticket, 'new', 'planned').expect(303)
    expect(answer.headers.location).toBe(`/desk/ideas?moved=${ticket.id}#idea-${ticket.id}`)
    expect(titles(column(await board(), 'planned'))).toContain('Wanted by one')
    expect(await eventsOf(site, ticket.id)).toEqual(['status_changed'])
    const { message } = await site.house.db
      .selectFrom('outbox')
      .select('message')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(message).toMatchObject({ name: 'ticket_status', to: 'wisher@example.org' })

    const page = (await mira.get((answer.headers.location ?? '').split('#')[0] ?? '')).text
    expect(page).toContain('Moved to “Planned”')
    const undo = /action="(\/desk\/undos\/\d+)"/.exec(page)?.[1] ?? ''
    const taken = await mira.post(undo).type('form').send(formTo(page, undo).fields).expect(303)
    expect(taken.headers.location).toBe('/desk/ideas')
    const { changed_at: _, ...after } = await ticketRow(site, ticket.id)
    const { changed_at: __, ...was } = before
    expect(after).toEqual(was)
  })

  test('asks for the reason before a card goes where a “no” is said, and shows it to everybody', async () => {
    const ticket = await idea({ title: 'A fax machine' })
    const asked = await move(ticket, 'new', 'declined').expect(422)
    expect(asked.text).toContain('A fax machine')
    expect(asked.text).not.toContain('field--error')
    const form = formTo(asked.text, `/desk/ideas/${ticket.id}/move`)
    const again = await mira
      .post(form.action)
      .type('form')
      .send({ ...form.fields, reason: ' ' })
      .expect(422)
    expect(again.text).toContain('field--error')
    expect((await ticketRow(site, ticket.id)).status_id).toBe(statusOf('new').id)
    await mira
      .post(form.action)
      .type('form')
      .send({ ...form.fields, reason: 'Nobody has one any more.' })
      .expect(303)
    expect((await site.visitor().get(ticket.url)).text).toContain('Nobody has one any more.')
  })

  test('never moves a card that a colleague has moved meanwhile, nor one that is no idea, nor to a status of another kind', async () => {
    const ticket = await idea({ status: 'started' })
    const { text } = await move(ticket, 'new', 'planned').expect(409)
    expect(text).toContain('A colleague has moved this idea meanwhile')
    expect((await ticketRow(site, ticket.id)).status_id).toBe(statusOf('started').id)
    await move({ id: (await makeTicket(site.house)).id }, 'new', 'planned').expect(409)
    await move(await idea({ visibility: 'private' }), 'new', 'planned').expect(409)
    const fixed = site.house.taxonomy.now.byKind.problem[0]?.id
    await move(ticket, 'started', 'planned', { to: String(fixed) }).expect(422)
  })

  test('is for staff alone', async () => {
    const ticket = await idea()
    await site.visitor().get('/desk/ideas').expect(303)
    await site.visitor().post(`/desk/ideas/${ticket.id}/move`).type('form').send({}).expect(303)
    expect(await board()).not.toContain('/move')
  })

  test('is found from the front page, the header and the desk', async () => {
    expect((await site.visitor().get('/')).text).toContain('href="/ideas"')
    expect((await mira.get('/desk')).text).toContain('href="/desk/ideas"')
    expect((await mira.get('/ideas')).text).toContain('href="/desk/ideas"')
  })
})
