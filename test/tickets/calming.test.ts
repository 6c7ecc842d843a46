import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeReply, makeTicket } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'
import { actOn, eventsOf, rowOf, type Staff, undoOn } from './desk-acts.ts'
import { asked, formMade, newcomer, openSiteOfMany, question, repliesOf } from './posting.ts'

let site: Site
let mira: Staff

beforeAll(async () => {
  site = await openSiteOfMany()
  mira = await site.staff()
})
afterAll(() => site.close())

const stranger = () => site.visitor().set('accept-language', 'en')
/** Everything of the answer that a stranger could tell a difference by. */
const seen = async (path: string) => {
  const { status, text, headers } = await stranger().get(path)
  return { status, text, etag: headers.etag, modified: headers['last-modified'] }
}
const replyTo = (browser: Browser, ticket: { id: number }, text: string) =>
  browser
    .post(`/tickets/${ticket.id}/replies`)
    .type('form')
    .send({ text, form: formMade(site), homepage: '' })
const restrain = (ticket: { id: number }, fields: Record<string, string>) =>
  actOn(mira, ticket, 'restrain', { mode: 'shadow', whom: 'person', days: '7', ...fields })
const CHANNELS = ['/', '/tickets', '/tickets?sort=activity', '/search?q=zwist', '/suggest?title=zwist', '/thanks']
const channels = () => Promise.all(CHANNELS.map(seen))

describe('a post held quietly', () => {
  test('of somebody restrained is there for its author and for nobody else, and the page keeps every byte', async () => {
    const troll = newcomer(site)
    const first = await asked(site, {}, troll)
    await restrain(first, {}).expect(303)
    const ticket = await makeTicket(site.house, { title: 'A peaceful place' })
    const before = [await seen(ticket.url), ...(await channels())]
    const row = await rowOf(site, ticket)
    const answer = await replyTo(troll, ticket, 'Zwist and nothing else, as ever.').expect(303)
    expect([await seen(ticket.url), ...(await channels())]).toEqual(before)
    expect(await rowOf(site, ticket)).toEqual(row)
    const own = await troll.get(answer.headers.location?.split('#')[0] ?? '').expect(200)
    expect(own.text).toContain('Zwist and nothing else')
    expect(own.text).toContain('1 reply')
    expect(own.text).not.toMatch(/held|quietly/i)
    // Another visitor with a key of their own sees as little as a stranger.
    const other = await site.known()
    expect((await other.get(ticket.url)).text).not.toContain('Zwist')
    expect((await other.get('/search?q=zwist')).text).not.toContain('nothing else')
    // Staff see it on the desk, marked; the review queue is not filled with it.
    const desk = (await mira.get(`/desk/tickets/${ticket.id}`)).text
    expect(desk).toContain('Zwist and nothing else')
    expect(desk).toContain('Held quietly')
    expect((await mira.get('/desk/review')).text).not.toContain('Zwist')
  })

  test('a whole ticket too: in no list, search, suggestion or count, and unknown to whoever guesses its number', async () => {
    const troll = newcomer(site)
    const first = await asked(site, {}, troll)
    await restrain(first, {}).expect(303)
    const before = await channels()
    const mine = await asked(site, { title: 'Zwist zwist zwist', text: 'You are all wrong, and this is zwist.' }, troll)
    expect(await channels()).toEqual(before)
    expect((await seen(mine.url)).status).toBe(404)
    const unknown = await stranger().get('/tickets/999999')
    const found = await stranger().get(mine.url)
    expect(found.text.replaceAll(mine.url, '')).toBe(unknown.text.replaceAll('/tickets/999999', ''))
    const own = await troll.get(mine.url).expect(200)
    expect(own.text).not.toMatch(/quietly/i)
    expect((await troll.get('/tickets')).text).toContain('Zwist zwist zwist')
    expect((await troll.get('/my')).text).toContain('Zwist zwist zwist')
    // Nobody owes it an answer.
    const row = await rowOf(site, mine)
    expect([row.is_shadowed, row.waiting_since, row.first_reply_due_at, row.was_public]).toEqual([
      true,
      null,
      null,
      false,
    ])
    // However often its author knocks.
    await replyTo(troll, mine, 'And another zwist, since nobody answers.').expect(303)
    expect((await rowOf(site, mine)).waiting_since).toBeNull()
    // Withdrawn, it is still nothing that ever was.
    await troll.post(`/tickets/${mine.id}/withdraw`).expect(303)
    expect((await seen(mine.url)).status).toBe(404)
  })

  test('edited or withdrawn by its author, it moves nothing that others see', async () => {
    const troll = newcomer(site)
    await restrain(await asked(site, {}, troll), {}).expect(303)
    const ticket = await makeTicket(site.house)
    const before = await seen(ticket.url)
    await replyTo(troll, ticket, 'One zwist.').expect(303)
    const [reply] = await repliesOf(site, ticket.id)
    const path = `/tickets/${ticket.id}/replies/${reply?.id}`
    await troll.post(`${path}/edit`).type('form').send({ text: 'Another zwist.' }).expect(303)
    expect(await seen(ticket.url)).toEqual(before)
    await troll.post(`${path}/withdraw`).expect(303)
    expect(await seen(ticket.url)).toEqual(before)
  })

  test('one that everybody saw goes from every page, its author keeps it, and one click brings all rows back', async () => {
    const troll = newcomer(site)
    const ticket = await makeTicket(site.house)
    const bare = (await seen(ticket.url)).text
    await replyTo(troll, ticket, 'Zwist for all to see.').expect(303)
    expect((await seen(ticket.url)).text).toContain('Zwist for all')
    const [reply] = await repliesOf(site, ticket.id)
    const row = await rowOf(site, ticket)
    const did = await actOn(mira, ticket, 'shadow-hold', { reply: String(reply?.id) }).expect(303)
    const dated = (text: string) => text.replace(/<time[^>]*>[^<]*<\/time>/g, '').replace(/"dateModified":"[^"]*"/g, '')
    expect(dated((await seen(ticket.url)).text)).toBe(dated(bare))
    expect((await seen('/search?q=zwist')).text).not.toContain('for all to see')
    expect((await troll.get(ticket.url)).text).toContain('Zwist for all')
    await undoOn(mira, (await mira.get(did.headers.location ?? '')).text).expect(303)
    expect({ ...(await rowOf(site, ticket)), changed_at: 0 }).toEqual({ ...row, changed_at: 0 })
    expect((await repliesOf(site, ticket.id))[0]).toEqual(reply)
    expect((await seen(ticket.url)).text).toContain('Zwist for all')
    expect((await eventsOf(site, ticket)).map(({ type }) => type)).toEqual(['replied', 'shadow_held', 'undone'])
  })

  test('a public ticket answers like an unknown number, and is shown again by another act', async () => {
    const ticket = await makeTicket(site.house)
    await actOn(mira, ticket, 'shadow-hold').expect(303)
    expect((await seen(ticket.url)).status).toBe(404)
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).toContain('The author does not know')
    await actOn(mira, ticket, 'shadow-lift').expect(303)
    expect((await seen(ticket.url)).status).toBe(200)
    expect((await rowOf(site, ticket)).waiting_since).not.toBeNull()
  })

  test('is never what staff wrote', async () => {
    const ticket = await makeTicket(site.house)
    const { id } = await makeReply(site.house, ticket, { staff: mira.made })
    await actOn(mira, ticket, 'shadow-hold', { reply: String(id) }).expect(422)
    expect((await repliesOf(site, ticket.id))[0]?.is_shadowed).toBe(false)
    await actOn(mira, await makeTicket(site.house), 'shadow-hold', { reply: String(id) }).expect(404)
  })

  test('a private ticket of the same person reaches the team as always', async () => {
    const troll = newcomer(site)
    await restrain(await asked(site, {}, troll), {}).expect(303)
    const mine = await asked(site, { visibility: 'private' }, troll)
    const row = await rowOf(site, mine)
    expect([row.is_shadowed, row.waiting_since === null]).toEqual([false, false])
  })
})

describe('slow mode', () => {
  test('gives back what comes too soon, with its text and the time to wait', async () => {
    const troll = newcomer(site)
    const first = await asked(site, {}, troll)
    await restrain(first, { mode: 'slow', minutes: '60' }).expect(303)
    const ticket = await makeTicket(site.house)
    const answer = await replyTo(troll, ticket, 'And another thing, at once.').expect(429)
    expect(answer.text).toContain('And another thing, at once.')
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(3000)
    const refused = await troll
      .post('/tickets')
      .type('form')
      .send(question(site, { title: 'A third one' }))
      .expect(429)
    expect(refused.text).toContain('A third one')
    // Being refused does not make the wait longer; an hour later they may write.
    await site.house.db
      .updateTable('tickets')
      .set({ created_at: new Date(Date.now() - 61 * 60_000) })
      .where('id', '=', first.id)
      .execute()
    await replyTo(troll, ticket, 'And another thing, an hour later.').expect(303)
    // Others are not slowed down.
    await replyTo(newcomer(site), ticket, 'I have the same question.').expect(303)
  })

  test('holds a network block too, whatever the browser, and ends', async () => {
    const address = '10.77.0.1'
    const first = await asked(site, {}, newcomer(site, address))
    await restrain(first, { mode: 'slow', whom: 'network', minutes: '30' }).expect(303)
    const again = () => newcomer(site, address).post('/tickets').type('form').send(question(site))
    await again().expect(429)
    const list = (await mira.get('/desk/restraints').expect(200)).text
    expect(list).toContain('one post in 30 minutes')
    const lift = /action="(\/desk\/restraints\/\d+\/lift)"/.exec(list.slice(list.indexOf('This network block')))?.[1]
    await mira.post(lift ?? '').expect(303)
    await again().expect(303)
    expect((await eventsOf(site, first)).filter(({ type }) => type === 'restrained')).toHaveLength(2)
  })

  test('is taken back by one click', async () => {
    const troll = newcomer(site)
    const first = await asked(site, {}, troll)
    const did = await restrain(first, { mode: 'slow', minutes: '60' }).expect(303)
    await undoOn(mira, (await mira.get(did.headers.location ?? '')).text).expect(303)
    const left = await site.house.db.selectFrom('restraints').select('id').where('ticket_id', '=', first.id).execute()
    expect(left).toEqual([])
    await asked(site, {}, troll)
  })

  test('with figures that are none comes back', async () => {
    const first = await asked(site)
    expect((await restrain(first, { mode: 'slow', minutes: 'ten' }).expect(422)).text).toContain('from 1 to 1440')
    expect((await restrain(first, { mode: 'slow', minutes: '' }).expect(422)).text).toContain('from 1 to 1440')
    expect((await restrain(first, { days: '0' }).expect(422)).text).toContain('from 1 to 90')
    const old = await makeTicket(site.house)
    expect((await restrain(old, { whom: 'network' }).expect(422)).text).toContain('not known any more')
  })
})

describe('answered politely and closed', () => {
  test('is one act: the answer, the status with its reason, the notice; and one click takes it back', async () => {
    const ticket = await makeTicket(site.house, { language: 'ru' })
    const before = await rowOf(site, ticket)
    const page = (await mira.get(`/desk/tickets/${ticket.id}/calm`).expect(200)).text
    const text = /<textarea[^>]*name="text"[^>]*>\s*([^<]+)/.exec(page)?.[1] ?? ''
    expect(text).toContain('Спасибо, что написали')
    const did = await actOn(mira, ticket, 'polite', { text }).expect(303)
    const now = await rowOf(site, ticket)
    expect(now.phase).toBe('done')
    expect(now.waiting_since).toBeNull()
    const shown = (await seen(ticket.url)).text
    expect(shown).toContain('Спасибо, что написали')
    expect(shown).toContain('Ответ дан, добавить нечего.')
    await undoOn(mira, (await mira.get(did.headers.location ?? '')).text).expect(303)
    expect({ ...(await rowOf(site, ticket)), changed_at: 0 }).toEqual({ ...before, changed_at: 0 })
    expect(await repliesOf(site, ticket.id)).toEqual([])
  })

  test('without words comes back', async () => {
    const ticket = await makeTicket(site.house)
    await actOn(mira, ticket, 'polite', { text: ' ' }).expect(422)
    expect((await rowOf(site, ticket)).phase).toBe('open')
  })
})
