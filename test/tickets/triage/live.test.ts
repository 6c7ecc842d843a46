import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { endSessions } from '../../../src/people/commands.ts'
import { sweepPresence } from '../../../src/tickets/presence.ts'
import { makeReply, makeStaff, makeTicket } from '../../support/make.ts'
import type { Site } from '../../support/site.ts'
import { listenTo, type Stream } from '../../support/stream.ts'
import { asked, openSiteOfMany } from '../posting.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>
const streams: Stream[] = []

beforeAll(async () => {
  site = await openSiteOfMany()
  mira = await site.staff()
})
afterEach(() => {
  for (const stream of streams.splice(0)) stream.leave()
})
afterAll(() => site.close())

/** Opens the stream that the page at `path` names. */
async function watch(path: string, who = mira): Promise<Stream> {
  const { text } = await who.get(path).expect(200)
  const query = /data-stream="\/desk\/stream\?([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const stream = await listenTo(site, who.made, query)
  streams.push(stream)
  return stream
}

const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const onTicket = (id: number, act: string, fields: Record<string, string> = {}, who = mira) =>
  who.post(`/desk/tickets/${id}/${act}`).type('form').send(fields)

describe('an open page of the desk', () => {
  test('hears that its view has changed when somebody asks, and never what was asked', async () => {
    const stream = await watch('/desk')
    const { id } = await asked(site, { title: 'Why does the heliotrope ring twice?', visibility: 'private' })
    const said = await stream.hear('unanswered')
    expect(said.filter((word) => !['unanswered', 'counts'].includes(word))).toEqual([])
    expect(stream.text()).not.toContain('heliotrope')
    expect(stream.text().replace('retry: 3000', '')).not.toMatch(/\d/)
    expect((await mira.get('/desk').expect(200)).text).toContain(`/desk/tickets/${id}`)
  })

  test('hears nothing of a view that has not changed', async () => {
    const ticket = await makeTicket(site.house)
    const thanks = await watch('/desk?view=thanks')
    const open = await watch('/desk?view=open')
    await onTicket(ticket.id, 'assignee', { assignee: String(mira.made.id) }).expect(303)
    await open.hear('open')
    expect(thanks.said()).not.toContain('thanks')
  })

  test('is told at once of what happened between its making and its listening', async () => {
    const { text } = await mira.get('/desk').expect(200)
    const query = /data-stream="\/desk\/stream\?([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    await asked(site, { title: 'Is the bell loud enough?' })
    const late = await listenTo(site, mira.made, query)
    streams.push(late)
    await late.hear('unanswered', 1000)
  })

  test('hears of a reply on its ticket, and of a colleague who looks and writes there', async () => {
    const ticket = await makeTicket(site.house)
    const jonas = await site.signedIn(await makeStaff(site.house, { name: 'Jonas Weber' }))
    const stream = await watch(`/desk/tickets/${ticket.id}`)
    await onTicket(ticket.id, 'here', {}, jonas).expect(204)
    await stream.hear('presence')
    const page = () => mira.get(`/desk/tickets/${ticket.id}`).expect(200)
    expect((await page()).text).toContain('\u2068Jonas Weber\u2069 is looking at this ticket')
    await onTicket(ticket.id, 'here', { typing: '1' }, jonas).expect(204)
    expect((await page()).text).toContain('\u2068Jonas Weber\u2069 is writing here')
    expect((await jonas.get(`/desk/tickets/${ticket.id}`)).text).not.toContain('is writing here')
    await onTicket(ticket.id, 'replies', { mode: 'public', text: 'Ring the small bell first.' }, jonas).expect(303)
    await stream.hear('ticket')
    await onTicket(ticket.id, 'here', { gone: '1' }, jonas).expect(204)
    expect((await page()).text).not.toContain('Jonas Weber\u2069 is')
  })

  test('forgets colleagues whose browser has gone without a word', async () => {
    const ticket = await makeTicket(site.house)
    const jonas = await site.staff()
    await onTicket(ticket.id, 'here', {}, jonas).expect(204)
    const long = new Date(Date.now() - 2 * 3_600_000)
    await site.house.db.updateTable('presence').set({ seen_at: long }).where('ticket_id', '=', ticket.id).execute()
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).not.toContain('is looking at this ticket')
    await sweepPresence(site.house.db)
    const left = await site.house.db
      .selectFrom('presence')
      .select('staff_id')
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect(left).toEqual([])
  })

  test('costs the database one look however many acts come at once, and no connection between them', async () => {
    const pages = await Promise.all(Array.from({ length: 12 }, () => watch('/desk')))
    for (let n = 0; n < 8; n++) await asked(site, { title: `What does bell number ${n} say?` })
    await Promise.all(pages.map((page) => page.hear('unanswered')))
    await quiet(1500)
    for (const page of pages) expect(page.said().filter((word) => word === 'unanswered').length).toBeLessThanOrEqual(3)
    await mira.get('/desk').expect(200)
  })
})

describe('the stream', () => {
  test('is for staff alone, and for pages that listen', async () => {
    const answer = await site.visitor().get('/desk/stream').set('accept', 'text/event-stream')
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toContain('/sign-in')
    expect((await mira.get('/desk/stream').expect(200)).text ?? '').toBe('')
    await mira.head('/desk/stream').expect(405)
  })

  test('comes as it is said: not compressed, not kept, not gathered by a proxy', async () => {
    const leaving = new AbortController()
    const session = await site.house.sessions.createSession(mira.made.id, { browser: 'Test' })
    const { headers } = await fetch(`${site.address}/desk/stream?since=0`, {
      headers: { accept: 'text/event-stream', cookie: `earshot_session=${session.id}`, 'accept-encoding': 'gzip, br' },
      signal: leaving.signal,
    })
    leaving.abort()
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(headers.get('content-encoding')).toBeNull()
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-accel-buffering')).toBe('no')
  })

  test('is refused to a browser that opens it without end', async () => {
    const runaway = await makeStaff(site.house)
    const opened = []
    for (let n = 0; n < 21; n++) opened.push(await listenTo(site, runaway, 'since=0'))
    streams.push(...opened)
    expect(opened.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429])
  })

  test('ends as soon as whoever listens is out of the team or has signed out', async () => {
    const former = await makeStaff(site.house)
    const stream = await listenTo(site, former, 'since=0&queue=1')
    streams.push(stream)
    await stream.hear('unanswered')
    await site.house.db.transaction().execute((trx) => endSessions(trx, former.id))
    await asked(site, { title: 'Who turned the bell off?' })
    expect(await Promise.race([stream.ended.then(() => 'ended'), quiet(6000)])).toBe('ended')
    expect(stream.said().filter((word) => word === 'unanswered')).toHaveLength(1)
  })

  test('ends when the site stops, which does not wait for it', async () => {
    const other = await openSiteOfMany()
    const made = await makeStaff(other.house)
    const stream = await listenTo(other, made, 'since=0')
    const began = Date.now()
    await other.close()
    await stream.ended
    expect(Date.now() - began).toBeLessThan(5000)
  })
})

describe('notices of the desktop', () => {
  const newsOf = async (who: typeof mira, after = 0) => (await who.get(`/desk/news?after=${after}`).expect(200)).text
  const choose = (who: typeof mira, notices: string) =>
    who.post('/desk/notices').type('form').send({ notices, uses_keys: '1' }).expect(303)

  test('are none until somebody chooses them', async () => {
    const ada = await site.staff()
    await asked(site, { title: 'Does anybody hear the gong?' })
    expect(await newsOf(ada)).not.toContain('gong')
  })

  test('tell of what is mine, or of everything from customers; a private ticket is not named', async () => {
    const ada = await site.staff()
    const ben = await site.staff()
    await choose(ada, 'mine')
    await choose(ben, 'all')
    const open = await asked(site, { title: 'Where is the tuning fork?' })
    const secret = await asked(site, { title: 'My chime was stolen', visibility: 'private' })
    await onTicket(open.id, 'assignee', { assignee: String(ada.made.id) }).expect(303)
    const [adas, bens] = [await newsOf(ada), await newsOf(ben)]
    expect(adas).toContain('Given to you by')
    expect(adas).not.toContain(`/desk/tickets/${secret.id}`)
    expect(bens).toContain('Where is the tuning fork?')
    expect(bens).toContain(`Private ticket ${secret.id}`)
    expect(bens).not.toContain('stolen')
    const last = Number(/data-last="(\d+)"/.exec(bens)?.[1])
    expect(await newsOf(ben, last)).not.toContain('<li>')
  })

  test('come by the stream to whoever chose them, for customers’ replies too', async () => {
    const ada = await site.staff()
    await choose(ada, 'mine')
    const ticket = await makeTicket(site.house, { columns: { assignee_id: ada.made.id } })
    const stream = await watch('/desk', ada)
    await makeReply(site.house, ticket, { staff: mira.made })
    await onTicket(ticket.id, 'snooze', { until: 'reply' }).expect(303)
    await onTicket(ticket.id, 'wake').expect(303)
    await stream.hear('news')
  })

  test('come back with what was typed when the choice is none of those offered', async () => {
    const { text } = await mira.post('/desk/notices').type('form').send({ notices: 'loud' }).expect(422)
    expect(text).toContain('href="#f-notices')
  })
})

describe('keys', () => {
  test('stand in one list, and can be turned off by whoever they are in the way of', async () => {
    const { text } = await mira.get('/desk/keys').expect(200)
    expect(text).toContain('<kbd dir="ltr">j</kbd>')
    expect(text).not.toContain('data-keys-off')
    await mira.post('/desk/notices').type('form').send({ notices: 'none' }).expect(303)
    expect((await mira.get('/desk').expect(200)).text).toContain('data-keys-off')
    await mira.post('/desk/notices').type('form').send({ notices: 'none', uses_keys: '1' }).expect(303)
    expect((await mira.get('/desk').expect(200)).text).not.toContain('data-keys-off')
  })
})
