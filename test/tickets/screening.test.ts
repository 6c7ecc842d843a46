/** The first defence against spam: what is let through, what waits, what is refused, and that nobody is shut out. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { asked, formMade, newcomer, openSiteOfMany, question, repliesOf, ticketRow } from './posting.ts'

let site: Site
beforeAll(async () => {
  site = await openSiteOfMany()
})
afterAll(() => site.close())

const stateOf = async (id: number) => (await ticketRow(site, id)).review_state
const signalsOf = async (id: number) => (await ticketRow(site, id)).spam_signals
/** As if ten minutes and a day had gone by. */
const forgetLimits = () => sql`DELETE FROM buckets`.execute(site.house.db)

describe('a post that is doubtful', () => {
  test('is held: its author sees it and is told, others get the answer of an unknown number', async () => {
    const { id, url, browser } = await asked(site, { title: 'Filled in by a robot', homepage: 'https://spam.example' })
    expect(await stateOf(id)).toBe('held')
    expect(await signalsOf(id)).toContain('trap')
    const own = await browser.get(url).expect(200)
    expect(own.text).toContain('Others can read it after one of us has had a look.')
    await newcomer(site).get(url).expect(404)
    for (const path of ['/tickets', '/', '/search?q=robot', '/suggest?title=Filled+in+by+a+robot']) {
      expect((await newcomer(site).get(path)).text).not.toContain('Filled in by a robot')
    }
  })

  test('is never dropped, whatever speaks against it', async () => {
    const text = Array.from({ length: 25 }, (_, n) => `https://spam${n}.example/buy`).join('\n')
    const { id } = await asked(site, { title: 'https://spam.example', text, name: 'www.spam.example', homepage: 'x' })
    expect(await stateOf(id)).toBe('held')
    expect(await signalsOf(id)).toEqual(
      expect.arrayContaining(['very_many_links', 'link_in_title', 'link_in_name', 'trap']),
    )
  })

  test('has links that lead nowhere until somebody has looked at it', async () => {
    const { url } = await asked(site, { text: 'See https://shop.example/cheap for more, it is all there.' })
    const page = await newcomer(site).get(url).expect(200)
    expect(page.text).toContain('shop.example/cheap')
    expect(page.text).not.toContain('href="https://shop.example')
  })
})

describe('one sign alone', () => {
  test.each([
    ['a form sent in no time', { form: () => formMade(site, 0) }, 'too_fast'],
    ['a link in the title', { title: () => 'Broken: https://status.example says all is well' }, 'link_in_title'],
    [
      'three links',
      { text: () => 'https://a.example https://b.example https://c.example are all down.' },
      'many_links',
    ],
  ])('does not hold a post of a known browser: %s', async (_, fields, signal) => {
    const known = await site.known()
    known.set('accept-language', 'en')
    const values = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value()]))
    const { id } = await asked(site, values, known)
    expect(await signalsOf(id)).toEqual([signal])
    expect(await stateOf(id)).toBe('unreviewed')
  })

  test('is no address, country or language', async () => {
    const { id } = await asked(site, { email: 'ivan@mail.ru', name: 'иван', title: 'не печатает', text: 'помогите' })
    expect(await signalsOf(id)).toEqual(['new_browser'])
  })
})

describe('many posts', () => {
  test('from one address: the first are taken, then they wait, then they come back with their text', async () => {
    const states: (string | number)[] = []
    for (let n = 0; n < 40; n++) {
      const answer = await newcomer(site, '10.252.0.1')
        .post('/tickets')
        .type('form')
        .send(question(site, { title: `Number ${n} of forty`, text: `These are the words of number ${n}.` }))
      if (answer.status === 303) {
        const id = Number(/\/(\d+)/.exec(answer.headers.location ?? '')?.[1])
        states.push(await stateOf(id))
        continue
      }
      states.push(answer.status)
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(formTo(answer.text, '/tickets').fields).toMatchObject({ text: `These are the words of number ${n}.` })
      expect(answer.text).toContain('Your text is below')
    }
    expect(states.slice(0, 5)).toEqual(Array(5).fill('unreviewed'))
    // Buckets fill up again while this runs: on a slow machine one or two more are taken.
    expect(states.slice(5).filter((state) => state === 'held').length).toBeGreaterThanOrEqual(15)
    expect(states.slice(5).filter((state) => state === 'unreviewed').length).toBeLessThanOrEqual(1)
    expect(states.slice(30)).toContain(429)
    expect(states.filter((state) => state === 429).length).toBeGreaterThanOrEqual(15)
  })

  test('from one address shut nobody out: a fresh browser there, without script, can still write in private', async () => {
    const browser = newcomer(site, '10.252.0.1')
    const { fields } = formTo((await browser.get('/tickets/new')).text, '/tickets')
    const answer = await browser
      .post('/tickets')
      .type('form')
      .send({ ...fields, title: 'I am the neighbour', text: 'Help, please.', visibility: 'private' })
      .expect(303)
    await browser
      .get(answer.headers.location as string)
      .redirects(1)
      .expect(200)
  })

  test('of the same words from many jars and addresses: the first stands, the others wait', async () => {
    await forgetLimits()
    const states: string[] = []
    for (let n = 0; n < 40; n++) {
      const text = `Best prices for watches, visit our shop today${'!'.repeat(n)}`
      states.push(await stateOf((await asked(site, { title: 'Watches', text })).id))
    }
    expect(states).toEqual(['unreviewed', ...Array(39).fill('held')])
  })

  test('of the same short words are what people write', async () => {
    await forgetLimits()
    const ticket = await makeTicket(site.house)
    for (const _ of [1, 2, 3]) {
      await newcomer(site).post(`/tickets/${ticket.id}/replies`).type('form').send({ text: 'Same here.' }).expect(303)
    }
    const replies = await repliesOf(site, ticket.id)
    expect(replies.map(({ review_state }) => review_state)).toEqual(['unreviewed', 'unreviewed', 'unreviewed'])
  })

  test('from new browsers everywhere at once make new browsers wait, and known ones do not notice', async () => {
    await forgetLimits()
    for (let n = 0; n < 66; n++) await asked(site, { title: `A wave, drop ${n}`, text: `Drop number ${n} of it.` })
    const fresh = await asked(site, { title: 'One too many', text: 'And one more of the wave.' })
    expect(await signalsOf(fresh.id)).toContain('everyone_busy')
    expect(await stateOf(fresh.id)).toBe('held')
    const known = await site.known()
    const one = await asked(
      site,
      { title: 'An old friend', text: 'I was here before.' },
      known.set('accept-language', 'en'),
    )
    expect(await stateOf(one.id)).toBe('unreviewed')
    await forgetLimits()
  })

  test('of replies in one’s own ticket are a conversation', async () => {
    const { id, browser } = await asked(site, { title: 'Let us talk about it' })
    for (let n = 0; n < 20; n++) {
      await browser
        .post(`/tickets/${id}/replies`)
        .type('form')
        .send({ text: `And then ${n}` })
        .expect(303)
    }
    expect((await repliesOf(site, id)).every(({ review_state }) => review_state === 'unreviewed')).toBe(true)
  })

  test('of replies by strangers wait, then come back with their text', async () => {
    const ticket = await makeTicket(site.house)
    const statuses: number[] = []
    for (let n = 0; n < 45; n++) {
      const answer = await newcomer(site, '10.253.0.1')
        .post(`/tickets/${ticket.id}/replies`)
        .type('form')
        .send({ text: `Buy number ${n}`, form: formMade(site) })
      statuses.push(answer.status)
      if (answer.status === 429) expect(answer.text).toContain(`Buy number ${n}`)
    }
    const states = (await repliesOf(site, ticket.id)).map(({ review_state }) => review_state)
    expect(states.slice(0, 10)).toEqual(Array(10).fill('unreviewed'))
    expect(states.slice(10).filter((state) => state === 'held').length).toBeGreaterThanOrEqual(29)
    expect(statuses.at(-1)).toBe(429)
  })

  test('by a forged address count as one: nobody believes a header that did not come from the proxy', async () => {
    const direct = await openSite()
    try {
      const states: string[] = []
      for (let n = 0; n < 7; n++) {
        const answer = await direct
          .visitor()
          .set('x-forwarded-for', `10.9.${n}.1`)
          .set('accept-language', 'en')
          .post('/tickets')
          .type('form')
          .send(question(direct, { title: `Forged ${n}`, text: `Words of forged number ${n}` }))
          .expect(303)
        const id = Number(/\/(\d+)/.exec(answer.headers.location ?? '')?.[1])
        states.push((await ticketRow(direct, id)).review_state)
      }
      expect(states.slice(5)).toEqual(['held', 'held'])
    } finally {
      await direct.close()
    }
  })
})

test('no plain address is stored anywhere', async () => {
  await asked(site, { title: 'From a known place' }, newcomer(site, '203.0.113.77'))
  const { rows } = await sql<{ found: number }>`SELECT count(*)::int AS found FROM (
    SELECT t::text AS line FROM tickets t UNION ALL SELECT p::text FROM people p UNION ALL
    SELECT e::text FROM events e UNION ALL SELECT b::text FROM buckets b) AS lines WHERE line LIKE '%203.0.113%'`.execute(
    site.house.db,
  )
  expect(rows[0]?.found).toBe(0)
})
