import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTicket } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'
import { asked, eventsOf, newcomer, openSiteOfMany, repliesOf, ticketRow } from './posting.ts'

let site: Site
let staff: Browser
beforeAll(async () => {
  site = await openSiteOfMany({ SMTP_URL: 'smtp://127.0.0.1:1' })
  staff = await site.staff()
})
afterAll(() => site.close())

const judge = (post: string, act: string) => staff.post('/desk/review').type('form').send({ post, act })
const undo = (location: string) =>
  staff
    .post('/desk/review/undo')
    .type('form')
    .send({ done: new URL(location, 'http://x').searchParams.get('done') })
const queue = async () => (await staff.get('/desk/review').expect(200)).text

describe('the review queue', () => {
  test('is for staff', async () => {
    await newcomer(site).get('/desk/review').expect(303)
    await newcomer(site).post('/desk/review').type('form').send({ post: 't1', act: 'approve' }).expect(303)
    await newcomer(site).post('/desk/review/undo').expect(303)
  })

  test('shows what nobody has looked at, held posts first, with what speaks against each in words', async () => {
    const open = await asked(site, { title: 'Merely unreviewed', name: 'Anna' })
    const held = await asked(site, {
      title: 'Held back',
      homepage: 'x',
      text: 'See https://a.example and https://b.example',
    })
    const page = await queue()
    expect(page.indexOf('Held back')).toBeLessThan(page.indexOf('Merely unreviewed'))
    expect(page).toContain('filled in a field that people do not see')
    expect(page).toContain('several links')
    expect(page).not.toContain('href="https://a.example')
    expect(page.match(/data-key="a"/g)).toHaveLength(1)
    expect(page.match(/data-key="d"/g)).toHaveLength(1)
    await judge(`t${open.id}`, 'approve').expect(303)
    await judge(`t${held.id}`, 'discard').expect(303)
  })
})

describe('releasing a post', () => {
  test('that was held lets everybody read it, with living links, and sends what was kept back', async () => {
    const { id, url } = await asked(site, {
      title: 'Held, then fine',
      homepage: 'x',
      email: 'anna@example.org',
      text: 'It is on https://shop.example/help for all to see.',
    })
    await newcomer(site).get(url).expect(404)
    await judge(`t${id}`, 'approve').expect(303)
    const page = await newcomer(site).get(url).expect(200)
    expect(page.text).toContain('href="https://shop.example/help"')
    expect(page.headers['x-robots-tag']).toBeUndefined()
    expect(await ticketRow(site, id)).toMatchObject({ review_state: 'approved', was_public: true })
    expect(await eventsOf(site, id)).toEqual(['asked', 'held', 'approved'])
    const mails = await site.house.db.selectFrom('outbox').select('dedupe_key').execute()
    expect(mails).toContainEqual({ dedupe_key: `ticket:${id}:received` })
  })

  test('of the requester that was held puts the ticket back before staff only then', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { status: 'waiting_for_you', requesterId: known.personId })
    await known
      .post(`/tickets/${ticket.id}/replies`)
      .type('form')
      .send({ text: 'Here is the log.', homepage: 'x' })
      .expect(303)
    expect((await ticketRow(site, ticket.id)).phase).toBe('waiting')
    const [reply] = await repliesOf(site, ticket.id)
    await judge(`r${reply?.id}`, 'approve').expect(303)
    expect(await ticketRow(site, ticket.id)).toMatchObject({ phase: 'open', reply_count: 1 })
  })
})

describe('discarding a post', () => {
  test('that was public leaves 410; one that was held looks unknown', async () => {
    const open = await asked(site, { title: 'Public for a while' })
    const held = await asked(site, { title: 'Never public', homepage: 'x' })
    await judge(`t${open.id}`, 'discard').expect(303)
    await judge(`t${held.id}`, 'discard').expect(303)
    await newcomer(site).get(open.url).expect(410)
    await newcomer(site).get(held.url).expect(404)
    expect(await ticketRow(site, open.id)).toMatchObject({ review_state: 'spam', removed_why: 'spam' })
    expect(await queue()).not.toContain('Public for a while')
  })

  test('that is a reply takes it off the page and out of counts and search', async () => {
    const ticket = await makeTicket(site.house)
    await newcomer(site).post(`/tickets/${ticket.id}/replies`).type('form').send({ text: 'Cheap zebras!' }).expect(303)
    const [reply] = await repliesOf(site, ticket.id)
    await judge(`r${reply?.id}`, 'discard').expect(303)
    expect((await newcomer(site).get(ticket.url)).text).not.toContain('zebras')
    const row = await ticketRow(site, ticket.id)
    expect(row.reply_count).toBe(0)
    expect(row.search).not.toContain('zebra')
  })
})

describe('all alike', () => {
  const posts = async (count: number, fields: object, address?: string) => {
    const ids: number[] = []
    for (let n = 0; n < count; n++) {
      const made = await asked(site, fields, address ? newcomer(site, address) : newcomer(site))
      ids.push(made.id)
    }
    return ids
  }
  const states = (ids: number[]) => Promise.all(ids.map(async (id) => (await ticketRow(site, id)).review_state))

  test('with the same words are discarded at once, and brought back at once', async () => {
    const ids = await posts(4, { title: 'Same words', text: 'Exactly the same advertising text again and again.' })
    const other = await asked(site, { title: 'Not the same words' })
    expect(await queue()).toContain('4 with these words:')
    const answer = await judge(`t${ids[2]}`, 'discard_text').expect(303)
    expect(await states(ids)).toEqual(Array(4).fill('spam'))
    expect((await ticketRow(site, other.id)).review_state).toBe('unreviewed')
    const after = await staff.get(answer.headers.location as string)
    expect(after.text).toContain('4 posts discarded as spam.')
    await undo(answer.headers.location as string).expect(303)
    expect(await states(ids)).toEqual(['unreviewed', 'held', 'held', 'held'])
    expect((await ticketRow(site, ids[0] as number)).removed_at).toBeNull()
    expect(await eventsOf(site, ids[0] as number)).toEqual(['asked', 'discarded', 'restored'])
  })

  test('of one sender are released at once', async () => {
    const ids = await posts(3, { title: 'One household' }, '10.249.7.7')
    expect(await queue()).toContain('3 of this sender:')
    await judge(`t${ids[0]}`, 'approve_sender').expect(303)
    expect(await states(ids)).toEqual(Array(3).fill('approved'))
  })
})

describe('undo', () => {
  test('brings a post back as it was, and its address with it', async () => {
    const { id, url } = await asked(site, { title: 'Thrown out by mistake' })
    const { headers } = await judge(`t${id}`, 'discard').expect(303)
    await newcomer(site).get(url).expect(410)
    await undo(headers.location as string).expect(303)
    await newcomer(site).get(url).expect(200)
    expect((await ticketRow(site, id)).review_state).toBe('unreviewed')
    expect(await queue()).toContain('Thrown out by mistake')
  })

  test('changes nothing that somebody has judged anew since, nor by odd numbers', async () => {
    const { id } = await asked(site, { title: 'Judged twice' })
    const first = await judge(`t${id}`, 'discard').expect(303)
    await undo(first.headers.location as string).expect(303)
    await judge(`t${id}`, 'approve').expect(303)
    await undo(first.headers.location as string).expect(303)
    expect((await ticketRow(site, id)).review_state).toBe('approved')
    for (const done of ['', 'x', '1-x', '9999999999', '99999999999', '1-'.repeat(300)]) {
      await staff.post('/desk/review/undo').type('form').send({ done }).expect(303)
    }
  })

  test('of a post judged by two at once happens to it once', async () => {
    const { id } = await asked(site, { title: 'Two at once' })
    const other = await site.staff()
    const both = await Promise.all([
      judge(`t${id}`, 'approve'),
      other
        .post('/desk/review')
        .type('form')
        .send({ post: `t${id}`, act: 'discard' }),
    ])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    expect((await eventsOf(site, id)).filter((type) => type === 'approved' || type === 'discarded')).toHaveLength(1)
  })
})

test('what is no judgement is refused', async () => {
  for (const fields of [
    {},
    { post: 'x1', act: 'approve' },
    { post: 't1', act: 'delete' },
    { post: 't0', act: 'approve' },
  ]) {
    await staff.post('/desk/review').type('form').send(fields).expect(422)
  }
  await judge('t999999', 'approve').expect(303).expect('location', '/desk/review')
})
