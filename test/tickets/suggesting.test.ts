import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { makeArticle, makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'
import { countTickets, newcomer, openSiteOfMany, question } from './posting.ts'

const TITLE = 'Printer prints blank pages after the update'

let site: Site
beforeAll(async () => {
  site = await openSiteOfMany()
  await makeTicket(site.house, { title: 'The printer prints blank pages since the last update' })
  await makeArticle(site.house, { title: 'When a printer prints blank pages', summary: 'Three things to look at.' })
  for (const n of [1, 2, 3]) await makeTicket(site.house, { title: `Exporting invoices to a spreadsheet ${n}` })
})
afterAll(() => site.close())

const suggest = (title: string) => newcomer(site).get(`/suggest?title=${encodeURIComponent(title)}`)

describe('beneath the title', () => {
  test('stand tickets and articles like what is being typed, as a fragment for the script', async () => {
    const { text, headers } = await suggest(TITLE).expect(200)
    expect(text).toContain('The printer prints blank pages since the last update')
    expect(text).toContain('When a printer prints blank pages')
    expect(text).not.toContain('invoices')
    expect(text).not.toContain('<html')
    expect(headers['cache-control']).toBe('private, no-store')
  })

  test.each([
    ['nothing like it at all zyxwv'],
    [''],
    ['a'],
    ["'"],
    ['"|&!:*'],
    ['\u0000\ud800'],
    ['or or or -'],
    ['x'.repeat(5000)],
  ])('stands nothing, and no error, for %j', async (title) => {
    const { text } = await newcomer(site).get('/suggest').query({ title: title.toWellFormed() }).expect(200)
    expect(text.trim()).toBe('')
  })

  test('stands nothing for a title given twice, or none', async () => {
    await newcomer(site).get('/suggest').expect(200)
    await newcomer(site).get('/suggest?title=printer&title=pages').expect(200)
  })

  test('never stands what is not for everybody, whoever asks', async () => {
    const secret = 'Quarterly payroll of the walrus department'
    await makeTicket(site.house, { title: `${secret} (private)`, visibility: 'private' })
    await makeTicket(site.house, { title: `${secret} (held)`, review_state: 'held' })
    await makeTicket(site.house, {
      title: `${secret} (withdrawn)`,
      columns: { removed_at: new Date(), removed_why: 'withdrawn' },
    })
    await makeArticle(site.house, { title: `${secret} (internal)`, state: 'internal' })
    await makeArticle(site.house, { title: `${secret} (draft)`, state: 'draft' })
    for (const browser of [newcomer(site), await site.known(), await site.staff('admin')]) {
      const { text } = await browser.get('/suggest').query({ title: secret }).expect(200)
      expect(text.toLowerCase()).not.toContain('walrus')
    }
    const step = await newcomer(site)
      .post('/tickets')
      .type('form')
      .send(question(site, { title: secret, seen: '' }))
      .expect(303)
    expect(step.headers.location).toContain('?new=')
  })
})

describe('with JavaScript off', () => {
  const send = (fields: Record<string, string>, browser = newcomer(site)) =>
    browser.post('/tickets').type('form').send(fields)

  test('there is one step between form and posting, which carries the whole form along', async () => {
    const before = await countTickets(site)
    const form = question(site, {
      seen: '',
      title: TITLE,
      text: 'Line one\nline <two>',
      visibility: 'private',
      name: 'Anna',
      email: 'anna@example.org',
    })
    const browser = newcomer(site)
    const step = await send(form, browser).expect(200)
    expect(step.text).toContain('Is it one of these?')
    expect(step.text).toContain('None of these: post it')
    expect(step.text).toContain('When a printer prints blank pages')
    expect(await countTickets(site)).toBe(before)
    const { fields } = formTo(step.text, '/tickets')
    const { homepage: _, ...typed } = form
    expect(fields).toEqual({ ...typed, seen: '1' })
    await send(fields, browser).expect(303)
    expect(await countTickets(site)).toBe(before + 1)
  })

  test('one can go back from it to the form, with everything still there', async () => {
    const step = await send(question(site, { seen: '', title: TITLE })).expect(200)
    const { fields } = formTo(step.text, '/tickets')
    const back = await send({ ...fields, again: '1' }).expect(200)
    expect(formTo(back.text, '/tickets').fields).toMatchObject({ title: TITLE, seen: '1', form: fields.form })
  })

  test('the step is left out when nothing is like it, when it was seen, and for thanks', async () => {
    await send(question(site, { seen: '', title: 'Zyxwv utsrq ponml' })).expect(303)
    await send(question(site, { seen: '1', title: TITLE })).expect(303)
    await send(question(site, { seen: '', kind: 'thanks', title: TITLE })).expect(303)
  })
})

describe('a suggestion that fails', () => {
  test('never stands in the way of asking', async () => {
    await site.house.db.schema.alterTable('articles').renameTo('articles_away').execute()
    try {
      const { text } = await suggest(TITLE).expect(200)
      expect(text.trim()).toBe('')
      await newcomer(site)
        .post('/tickets')
        .type('form')
        .send(question(site, { seen: '', title: TITLE, text: 'Posted while the suggestions were broken.' }))
        .expect(303)
    } finally {
      await site.house.db.schema.alterTable('articles_away').renameTo('articles').execute()
    }
  })

  // On the embedded database a query cannot be cut short (DECISIONS 4): there its shape is the bound.
  if (inject('template').kind === 'server') {
    test('(on a Postgres server) nor does one that takes long', async () => {
      const locked = Promise.withResolvers<void>()
      const release = Promise.withResolvers<void>()
      const holding = site.house.db.transaction().execute(async (trx) => {
        await sql`LOCK TABLE articles IN ACCESS EXCLUSIVE MODE`.execute(trx)
        locked.resolve()
        await release.promise
      })
      await locked.promise
      const started = performance.now()
      const { text } = await suggest(TITLE).expect(200)
      expect(text.trim()).toBe('')
      expect(performance.now() - started).toBeLessThan(2000)
      release.resolve()
      await holding
    })
  }
})
