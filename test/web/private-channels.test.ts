/**
 * PRODUCT.md, "What never bends", 1: what is private stays private, channel by channel, for a ticket that was asked and
 * answered as people do it. (Every route is walked in private-canary.test.ts.) There are no feeds, no sitemap, no API,
 * no webhooks or other exports to third parties yet: their tests come with them.
 */
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { makeCategory, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

const TITLE = 'Quetzalcoatl invoice of Ramirez'
const TEXT = 'The quetzalcoatl charge of 4,711 is wrong for Ramirez Holding.'
/** In no answer for a stranger. */
const SECRET = /quetzal|ramirez|4,711/i

let site: Site
let author: Browser
/** Of the private ticket: its page, its number, the secret link. */
let address: string
let number: string
let secretLink: string
/** What the author's browser is known by. */
let key: string
let log = ''

beforeAll(async () => {
  const logTo = new PassThrough()
  logTo.on('data', (chunk) => {
    log += chunk
  })
  site = await openSite({ LOG_LEVEL: 'info' }, { logTo })
  await makeCategory(site.house, { slug: 'billing', names: { en: 'Billing' } })
  await makeTicket(site.house, { title: 'How do I read my invoice?', source: 'It has lines that I do not understand.' })
  author = site.visitor().set('accept-language', 'en')
  const { headers } = await ask(author)
  address = headers.location?.replace(/\?.*/, '') ?? ''
  key = /earshot_key=([\w-]{20,})/.exec(String(headers['set-cookie']))?.[1] ?? ''
  number = /\d+/.exec(address)?.[0] ?? ''
  const page = await author.get(`/tickets/${number}/secret-link.txt`)
  secretLink = /https?:\/\/\S+\/t\/\S+/.exec(page.text)?.[0] ?? ''
})
afterAll(() => site.close())

/** The ask form, filled in and sent as a browser does. */
async function ask(browser: Browser, changes: Record<string, string> = {}) {
  const { fields } = formTo((await browser.get('/tickets/new')).text, '/tickets')
  const category = site.house.taxonomy.now.inOrder[0]?.id
  return browser
    .post('/tickets')
    .type('form')
    .send({
      ...fields,
      title: TITLE,
      text: TEXT,
      visibility: 'private',
      name: 'Consuelo Ramirez',
      email: 'consuelo@ramirez.example',
      category: String(category),
      // The step that shows what others asked has been seen.
      seen: '1',
      ...changes,
    })
}

const stranger = () => site.visitor().set('accept-language', 'en')

test('its author, staff and the holder of its secret link read it (so that there is something to keep)', async () => {
  expect((await author.get(address)).text).toMatch(SECRET)
  expect((await (await site.staff()).get(address)).text).toMatch(SECRET)
  const friend = stranger()
  expect((await friend.get(new URL(secretLink).pathname)).status).toBe(303)
  expect((await friend.get(address)).text).toMatch(SECRET)
})

test('page: it is not there, under any of its addresses', async () => {
  for (const guess of [address, `/tickets/${number}`, `/tickets/${number}-other`, `${address}?new=1`]) {
    const { status, text } = await stranger().get(guess)
    expect([guess, status]).toEqual([guess, 404])
    expect(text.replaceAll(address, '')).not.toMatch(SECRET)
  }
})

test('title: no page, no redirect and no address tells it', async () => {
  const { headers, text } = await stranger().get(`/tickets/${number}`)
  expect(headers.location).toBeUndefined()
  expect(/<title>(.*)<\/title>/.exec(text)?.[1]).not.toMatch(SECRET)
})

test('search: words that stand in it alone find nothing, for strangers and for other visitors', async () => {
  for (const browser of [stranger(), await site.known()]) {
    for (const query of ['quetzalcoatl', '"4,711 is wrong"', 'quetzalcoatle', number, `#${number}`]) {
      const { status, text } = await browser.get('/search').query({ q: query, sort: 'newest', answered: 'no' })
      expect(status).toBe(200)
      expect(text).not.toContain(`/tickets/${number}`)
      // The page shows the query again, and nothing of what stands around its words.
      expect(text).not.toMatch(/invoice of ramirez|charge of|ramirez holding|consuelo/i)
    }
  }
})

test('suggestions: its very title suggests nothing of it, on the fly and as a step between form and posting', async () => {
  const quick = await stranger().get('/suggest').query({ title: TITLE })
  expect(quick.status).toBe(200)
  expect(quick.text).not.toMatch(SECRET)
  const step = await ask(stranger(), { text: 'The same for me.', visibility: 'public', name: '', email: '', seen: '' })
  expect(step.text).not.toContain(`/tickets/${number}`)
})

test('counts and lists: no list, number or page of anything moves when a private ticket is asked', async () => {
  const pages = [
    '/',
    '/tickets',
    '/tickets?answered=no&category=billing',
    '/categories/billing',
    '/thanks',
    '/kb',
    '/my',
  ]
  const look = async () => Promise.all(pages.map(async (page) => (await stranger().get(page)).text))
  const before = await look()
  expect((await ask(site.visitor().set('accept-language', 'en'), { title: 'Another invoice of Ramirez' })).status).toBe(
    303,
  )
  expect(await look()).toEqual(before)
})

test('link previews: nothing to show for whoever fetches the address (a chat does, when somebody pastes it)', async () => {
  for (const url of [address, new URL(secretLink).pathname]) {
    const { text } = await stranger().get(url).set('user-agent', 'Slackbot-LinkExpanding 1.0').redirects(0)
    expect(text).not.toMatch(/property="og:|name="twitter:|name="description"/)
    expect(text.replaceAll(address, '')).not.toMatch(SECRET)
  }
  // Who opened it by the link sees the page, and the page itself carries no preview either.
  const { text, headers } = await author.get(address)
  expect(text).not.toMatch(/property="og:|name="twitter:/)
  expect(headers['x-robots-tag']).toBe('noindex')
})

test('notices: what waits to be mailed to an address nobody has proven holds none of its words', async () => {
  const rows = await site.house.db.selectFrom('outbox').selectAll().execute()
  const toVisitors = rows.filter(({ message }) => (message as { kind?: string }).kind === 'fixed')
  expect(toVisitors.length).toBeGreaterThan(0)
  for (const { message, thread, dedupe_key } of toVisitors) {
    const { to, ...rest } = message as { to: string }
    expect(to).toBe('consuelo@ramirez.example')
    expect(JSON.stringify([rest, thread, dedupe_key])).not.toMatch(SECRET)
  }
})

describe('logs', () => {
  test('at level info hold no word of it, no secret link and no key, whatever is done with it', async () => {
    await author.get(address)
    await author.get(`/tickets/${number}/secret-link`)
    await stranger().get(new URL(secretLink).pathname)
    await stranger().get('/search').query({ q: TITLE })
    await author.post(`/tickets/${number}/replies`).type('form').send({ source: 'Ramirez again: any news?' })
    expect(log).toMatch(/request completed/)
    expect(log).not.toMatch(SECRET)
    for (const secret of [secretLink.split('/').at(-1), key]) {
      expect(secret?.length).toBeGreaterThan(20)
      expect(log).not.toContain(secret)
    }
  })

  test('hold none of it when storing it fails, though the database quotes what it was given', async () => {
    const { schema } = site.house.db
    await schema.alterTable('ticket_people').renameTo('hidden').execute()
    try {
      const failed = await ask(site.visitor(), { title: 'A failing invoice of Ramirez' })
      expect(failed.status).toBe(500)
      expect(formTo(failed.text, '/tickets').fields.title).toBe('A failing invoice of Ramirez')
    } finally {
      await schema.alterTable('hidden').renameTo('ticket_people').execute()
    }
    expect(log).toMatch(/request failed/)
    expect(log).toMatch(/ticket_people/)
    expect(log).not.toMatch(SECRET)
  })
})

test('error pages: acts on it are answered as on a number that does not exist, with nothing of it', async () => {
  const acts = ['vote', 'replies', 'withdraw', 'edit', 'solved', 'thanks', 'mail-link', 'renew-link']
  for (const act of acts) {
    const send = (id: string) =>
      stranger().post(`/tickets/${id}/${act}`).type('form').send({ source: 'Hello?', vote: '1', reply: '1' })
    const [hidden, unknown] = [await send(number), await send('999')]
    expect([act, hidden.status]).toEqual([act, unknown.status])
    expect(hidden.text).not.toMatch(SECRET)
    const without = (text: string, id: string) => text.replaceAll(new RegExp(`/tickets/${id}(?=["/])`, 'g'), '')
    expect(without(hidden.text, number)).toBe(without(unknown.text, '999'))
  }
})

describe('caches', () => {
  test('keep no answer about it, whoever asked', async () => {
    for (const browser of [stranger(), author, await site.staff()]) {
      const { headers } = await browser.get(address)
      expect(headers['cache-control']).toMatch(/no-store/)
      expect(headers.etag).toBeUndefined()
      expect(headers['last-modified']).toBeUndefined()
    }
  })

  test('that hold a page from when it was public are told that it is gone from the moment it is not', async () => {
    const { id, url } = await makeTicket(site.house, { title: 'Public until now' })
    const { headers } = await stranger().get(url)
    await site.house.db.updateTable('tickets').set({ visibility: 'private' }).where('id', '=', id).execute()
    const held = { 'if-none-match': headers.etag as string, 'if-modified-since': headers['last-modified'] as string }
    const again = await stranger().get(url).set(held)
    expect(again.status).toBe(404)
    expect(again.headers['cache-control']).toMatch(/no-store/)
    expect(again.text.replaceAll(url, '')).not.toMatch(/public until now/i)
  })
})
