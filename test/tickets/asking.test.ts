import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveSettings } from '../../src/settings/commands.ts'
import { askedProof } from '../../src/tickets/cookieless.ts'
import { makeFormToken } from '../../src/web/form-token.ts'
import { formTo } from '../support/html.ts'
import { makeCategory, makeStaff } from '../support/make.ts'
import { type Browser, SITE_URL, type Site } from '../support/site.ts'
import {
  asked,
  countTickets,
  eventsOf,
  formMade,
  idIn,
  newcomer,
  openSiteOfMany,
  question,
  ticketRow,
} from './posting.ts'

let site: Site
beforeAll(async () => {
  site = await openSiteOfMany({ SMTP_URL: 'smtp://127.0.0.1:1' })
})
afterAll(() => site.close())

const mails = () => site.house.db.selectFrom('outbox').select(['message']).orderBy('id').execute()

describe('a browser that keeps no cookies', () => {
  /** Everything but its cookies: each request is a browser's that has never been here. */
  const cookieless = () => newcomer(site, '10.77.77.77').set('accept-language', 'en')
  const askedBy = async (fields: Parameters<typeof question>[1]) => {
    const answer = await cookieless().post('/tickets').type('form').send(question(site, fields)).expect(303)
    return answer.headers.location as string
  }

  test('is told so after asking in private, and given the secret link, which opens the ticket elsewhere', async () => {
    const location = await askedBy({ visibility: 'private', title: 'Nobody else may know' })
    const page = await cookieless().get(location).expect(200)
    expect(page.headers['cache-control']).toBe('private, no-store')
    expect(page.headers['x-robots-tag']).toBe('noindex')
    expect(page.text).toContain('Your browser keeps no cookies')
    expect(page.text).not.toContain('Nobody else may know')
    const link = new URL(/http:\/\/\S+\/t\/[\w-]+/.exec(page.text)?.[0] ?? '').pathname
    const elsewhere = newcomer(site)
    await elsewhere.get(link).expect(303)
    expect((await elsewhere.get(location.replace(/\?.*/, ''))).text).toContain('Nobody else may know')
    await cookieless().get(location.replace(/\?.*/, '')).expect(404)
  })

  test('is told so after asking in public, and led to the ticket as everybody sees it', async () => {
    const location = await askedBy({ title: 'Everybody may know' })
    const { text } = await cookieless().get(location).expect(200)
    expect(text).toContain('Your browser keeps no cookies')
    expect(text).toContain(`href="${location.replace(/\?.*/, '')}"`)
  })

  test('is believed for ten minutes, on its own ticket, with the proof unchanged', async () => {
    const location = await askedBy({ visibility: 'private' })
    const other = await askedBy({ visibility: 'private' })
    const [address, proof = ''] = location.split('?new=')
    const old = askedProof(site.house.secret, idIn(location), new Date(Date.now() - 11 * 60_000))
    for (const wrong of [`${other.split('?')[0]}?new=${proof}`, `${address}?new=${proof}x`, `${address}?new=${old}`])
      await cookieless().get(wrong).expect(404)
  })

  test('differs from one that keeps them, which is led on to its ticket with nothing left in the address', async () => {
    const browser = newcomer(site)
    const answer = await browser.post('/tickets').type('form').send(question(site)).expect(303)
    const page = await browser.get(answer.headers.location as string).expect(303)
    expect(page.headers.location).toBe(answer.headers.location?.replace(/=.*/, '=1'))
    expect((await browser.get(page.headers.location as string)).text).toContain('We have it.')
  })
})

describe('the ask form', () => {
  test('is there without an account, carries its own token and is kept by no cache', async () => {
    const page = await newcomer(site).get('/tickets/new').expect(200)
    expect(page.headers['cache-control']).toBe('private, no-store')
    expect(page.headers['set-cookie']).toBeUndefined()
    const { fields } = formTo(page.text, '/tickets')
    expect(fields.form).toMatch(/^[\w-]{22}\.\w+\.[\w-]{22}$/)
    expect(fields.visibility).toBe('public')
    expect(fields.kind).toBe('question')
  })

  test('is filled in by its address, and says whose words who will read', async () => {
    const category = await makeCategory(site.house, { slug: 'keys', names: { en: 'Keys' } })
    const page = await newcomer(site).get('/tickets/new?title=%3Cb%3E%20keys&kind=problem&category=keys')
    const { fields } = formTo(page.text, '/tickets')
    expect(fields).toMatchObject({ title: '<b> keys', kind: 'problem', category: String(category.id) })
    expect(page.text).toContain('search engines may list it')
    expect(page.text).toContain('Only you and our team')
  })

  test('takes no odd value from its address', async () => {
    const page = await newcomer(site).get('/tickets/new?kind=nonsense&category=nonsense&title=a&title=b').expect(200)
    expect(formTo(page.text, '/tickets').fields).toMatchObject({ kind: 'question', title: '', category: '' })
  })

  test('becomes a ticket by its own fields alone, with JavaScript off', async () => {
    const browser = newcomer(site)
    const page = await browser.get('/tickets/new')
    const { action, fields } = formTo(page.text, '/tickets')
    const answer = await browser
      .post(action)
      .type('form')
      .send({ ...fields, title: 'Nothing prints on Mondays', text: 'Every Monday the queue stands still.' })
      .expect(303)
    const ticket = await browser
      .get(answer.headers.location as string)
      .redirects(1)
      .expect(200)
    expect(ticket.text).toContain('Nothing prints on Mondays')
    expect(ticket.text).toContain('We have it.')
    expect(ticket.text).toMatch(new RegExp(`${SITE_URL}/t/\\d+-1-[\\w-]{22}`))
  })
})

describe('a ticket', () => {
  test('is stored whole: person, words, history, search; and the browser is given the key to it', async () => {
    const { id, browser, url } = await asked(site, { name: 'Anna K.', title: 'Ключ не меняется после обновления' })
    const ticket = await ticketRow(site, id)
    expect(ticket).toMatchObject({
      language: 'ru',
      requester_name: 'Anna K.',
      phase: 'open',
      review_state: 'unreviewed',
    })
    expect(ticket.slug).toMatch(/^[\x21-\x7e]+$/)
    expect(ticket.html).toContain('<p')
    expect(ticket.search).not.toBe('')
    expect(ticket.waiting_since).not.toBeNull()
    expect(ticket.was_public).toBe(true)
    expect(await eventsOf(site, id)).toEqual(['asked'])
    const own = await browser.get(url).expect(200)
    expect(own.text).toContain(`/tickets/${id}/edit`)
    const others = await newcomer(site).get(url).expect(200)
    expect(others.text).not.toContain(`/tickets/${id}/edit`)
    expect(others.headers['x-robots-tag']).toBe('noindex')
  })

  test('is one, however often its form is sent, also at the same moment', async () => {
    const before = await countTickets(site)
    const form = question(site, { title: 'Sent many times at once' })
    const browsers = Array.from({ length: 5 }, () => newcomer(site, '10.250.1.1'))
    const answers = await Promise.all(browsers.map((browser) => browser.post('/tickets').type('form').send(form)))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303])
    expect(new Set(answers.map(({ headers }) => idIn(headers.location as string))).size).toBe(1)
    expect(await countTickets(site)).toBe(before + 1)
    const again = await newcomer(site, '10.250.1.1').post('/tickets').type('form').send(form).expect(303)
    expect(idIn(again.headers.location as string)).toBe(idIn(answers[0]?.headers.location as string))
    expect(await countTickets(site)).toBe(before + 1)
  })

  test('is its author’s in whichever answer reached the browser, a private one too', async () => {
    const form = question(site, { title: 'The answer was lost on the way', visibility: 'private' })
    await newcomer(site).post('/tickets').type('form').send(form).expect(303)
    const second = newcomer(site)
    const answer = await second.post('/tickets').type('form').send(form).expect(303)
    await second
      .get(answer.headers.location as string)
      .redirects(1)
      .expect(200)
  })

  test('is the same ticket when the same person sends the same words in another form', async () => {
    const words = { title: 'Did it go through the first time?', text: 'I could not tell from the page.' }
    const { browser, id } = await asked(site, words)
    const again = await asked(site, words, browser)
    expect(again.id).toBe(id)
  })

  test('is not lost when a used form is changed and sent again: it comes back with a fresh token', async () => {
    const form = question(site, { title: 'First thought' })
    const browser = newcomer(site)
    await browser.post('/tickets').type('form').send(form).expect(303)
    const back = await browser
      .post('/tickets')
      .type('form')
      .send({ ...form, title: 'Second thought' })
      .expect(409)
    const { fields } = formTo(back.text, '/tickets')
    expect(fields.title).toBe('Second thought')
    expect(fields.form).not.toBe(form.form)
    const answer = await browser.post('/tickets').type('form').send(fields).expect(303)
    expect((await ticketRow(site, idIn(answer.headers.location as string))).title).toBe('Second thought')
  })

  test('of thanks is short, done at once, and titled by its own words', async () => {
    const page = await newcomer(site).get('/tickets/new?kind=thanks')
    const { fields } = formTo(page.text, '/tickets')
    expect(fields).toMatchObject({ kind: 'thanks' })
    expect(fields).not.toHaveProperty('title')
    const { id } = await asked(site, { ...fields, title: '', text: 'You saved my week. All of you!' })
    expect(await ticketRow(site, id)).toMatchObject({
      title: 'You saved my week. All of you!',
      phase: 'done',
      waiting_since: null,
    })
  })

  test('that is private is read by nobody else, and its author is told that the link is the only way back', async () => {
    const { url, browser } = await asked(site, { visibility: 'private', title: 'My bill is wrong' })
    const own = await browser.get(`${url}?new=1`).expect(200)
    expect(own.text).toContain('this link is the only way back to your ticket from another device')
    const stranger = await newcomer(site).get(url).expect(404)
    const unknown = await newcomer(site).get('/tickets/999999').expect(404)
    const body = (text: string) => text.replaceAll(/\/tickets\/[\w%-]+/g, '')
    expect(body(stranger.text)).toBe(body(unknown.text))
  })
})

describe('what is wrong with a form', () => {
  const send = (browser: Browser, fields: object) => browser.post('/tickets').type('form').send(fields)

  test('is said beside the fields, with everything typed still there and private still chosen', async () => {
    const answer = await send(newcomer(site), {
      ...question(site, { title: '', visibility: 'private', email: 'anna@', name: 'Anna', text: '  It is\n\nsecret.' }),
      seen: '',
    }).expect(422)
    const { fields } = formTo(answer.text, '/tickets')
    expect(fields).toMatchObject({ visibility: 'private', email: 'anna@', name: 'Anna', text: '  It is\n\nsecret.' })
    expect(answer.text).toContain('href="#f-title"')
    expect(answer.text).toContain('This does not look like an e-mail address.')
    expect(answer.text).toMatch(/<details class="fold" open>/)
  })

  test('never chooses for the author who may read it', async () => {
    const { visibility: _, ...fields } = question(site)
    await send(newcomer(site), fields).expect(422)
  })

  test('may be an unknown category, a field sent twice, or a title of a megabyte', async () => {
    await send(newcomer(site), question(site, { category: '424242' })).expect(422)
    await newcomer(site)
      .post('/tickets')
      .type('form')
      .send(`${new URLSearchParams(question(site))}&title=again`)
      .expect(422)
    const answer = await send(newcomer(site), question(site, { title: 'a'.repeat(1_000_000) })).expect(422)
    expect(answer.text).toContain('At most 200 characters')
  })

  test('is not 50 KB of nested Markdown: it is taken, shown as text, and holds nobody up', async () => {
    const form = question(site, { text: '> '.repeat(25_000) })
    const started = performance.now()
    await send(newcomer(site), form).expect(303)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('is no longer a fault when the page was open for more than a day: the text comes back with a fresh token', async () => {
    const old = formMade(site, 25 * 3600)
    const browser = newcomer(site)
    const answer = await send(browser, question(site, { form: old, title: 'Open since yesterday' })).expect(422)
    expect(answer.text).toContain('please send it once more')
    const { fields } = formTo(answer.text, '/tickets')
    expect(fields.title).toBe('Open since yesterday')
    await send(browser, fields).expect(303)
  })

  test('is a token that is missing, forged or of another site', async () => {
    const foreign = makeFormToken('the secret of another site')
    for (const form of ['', 'nonsense', foreign, formMade(site).replace(/^./, '~')]) {
      await send(newcomer(site), question(site, { form, title: 'Posted blindly' })).expect(422)
    }
  })

  test('is a form of another site: refused, with the text given back', async () => {
    const answer = await site
      .visitor()
      .set('origin', 'https://evil.example')
      .post('/tickets')
      .type('form')
      .send(question(site, { text: 'Somebody else wrote this for me.' }))
      .expect(403)
    expect(answer.text).toContain('Somebody else wrote this for me.')
    expect(() => formTo(answer.text, '/tickets')).toThrow()
  })

  test('is a database that has gone away in mid-act: nothing is half stored, and the text comes back', async () => {
    const before = await countTickets(site)
    await site.house.db.schema.alterTable('ticket_people').renameTo('ticket_people_away').execute()
    try {
      const answer = await send(newcomer(site), question(site, { text: 'Keep these words for me.' })).expect(500)
      expect(answer.text).toContain('Keep these words for me.')
    } finally {
      await site.house.db.schema.alterTable('ticket_people_away').renameTo('ticket_people').execute()
    }
    expect(await countTickets(site)).toBe(before)
  })
})

describe('the preview', () => {
  test('shows the text as it will look without posting it, with JavaScript off', async () => {
    const before = await countTickets(site)
    const answer = await newcomer(site)
      .post('/tickets')
      .type('form')
      .send({ ...question(site, { text: 'This is **bold**.' }), preview: '1' })
      .expect(200)
    expect(answer.text).toContain('<strong>bold</strong>')
    expect(formTo(answer.text, '/tickets').fields.text).toBe('This is **bold**.')
    expect(await countTickets(site)).toBe(before)
  })

  test('answers scripts with the same HTML alone, and runs nothing', async () => {
    const answer = await newcomer(site)
      .post('/preview')
      .type('form')
      .send({ text: '**bold** <img src=x onerror=alert(1)> [x](javascript:alert(1))' })
      .expect(200)
    expect(answer.text).toContain('<strong>bold</strong>')
    expect(answer.text).not.toContain('<img')
    expect(answer.text).not.toContain('href="javascript')
    expect(answer.text).not.toContain('<html')
  })
})

describe('an e-mail address', () => {
  test('gets one fixed text with the secret link, and not a word of what was written', async () => {
    const count = (await mails()).length
    await asked(site, {
      email: 'anna@example.org',
      title: 'Buy cheap watches',
      text: 'Watches, watches, watches, cheap!',
    })
    const sent = (await mails()).slice(count).map(({ message }) => JSON.stringify(message))
    expect(sent).toHaveLength(1)
    expect(sent[0]).toContain('anna@example.org')
    expect(sent[0]).toMatch(/\/t\/\d+-1-[\w-]{22}/)
    expect(sent[0]?.toLowerCase()).not.toContain('watches')
  })

  test('gets three a day at most, whoever asks', async () => {
    const count = (await mails()).length
    for (const n of [1, 2, 3, 4, 5]) await asked(site, { email: 'victim@example.org', title: `A new question ${n}` })
    expect((await mails()).length - count).toBe(3)
  })

  test('is needed by nobody, and gets nothing while the post is held', async () => {
    const count = (await mails()).length
    const { id } = await asked(site, { email: 'held@example.org', homepage: 'http://spam.example' })
    expect((await ticketRow(site, id)).review_state).toBe('held')
    expect(await mails()).toHaveLength(count)
  })
})

describe('when the admin has closed asking', () => {
  beforeAll(() => setAnonymous(false))
  afterAll(() => setAnonymous(true))
  const setAnonymous = async (anonymousTickets: boolean) => {
    await site.house.db.transaction().execute((trx) => saveSettings(trx, { anonymousTickets }))
    await site.house.settings.refresh()
  }

  test('visitors are told, and their text is given back', async () => {
    await newcomer(site).get('/tickets/new').expect(403)
    const answer = await newcomer(site).post('/tickets').type('form').send(question(site)).expect(403)
    expect(answer.text).toContain('four minutes of calls were lost')
  })

  test('staff still can, and nobody waits for a look at it', async () => {
    const staff = await site.signedIn(await makeStaff(site.house, { name: 'Mira Novak' }))
    const { id } = await asked(site, { title: 'Asked by phone' }, staff)
    expect(await ticketRow(site, id)).toMatchObject({
      by_staff: true,
      requester_name: 'Mira Novak',
      review_state: 'approved',
    })
  })
})
