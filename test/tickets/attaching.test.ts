import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileUrl } from '../../src/files/attachments.ts'
import { sweepFiles } from '../../src/tickets/attaching/jobs.ts'
import { formTo } from '../support/html.ts'
import { makeArticle, makeTicket } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'
import { formMade, idIn, newcomer, openSiteOfMany, question, repliesOf } from './posting.ts'

let site: Site
let png: Buffer
beforeAll(async () => {
  site = await openSiteOfMany()
  png = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#0f766e' } })
    .withExif({ IFD0: { Copyright: 'where I live' } })
    .png()
    .toBuffer()
})
afterAll(() => site.close())

const LOG = Buffer.from('12:00 started\n12:01 stopped\n')

function withFiles(browser: Browser, path: string, fields: Record<string, string>, files: [string, Buffer][]) {
  const post = browser.post(path)
  for (const [name, value] of Object.entries(fields)) post.field(name, value)
  for (const [name, bytes] of files) post.attach('files', bytes, name)
  return post
}

const filesOf = (ticketId: number) =>
  site.house.db.selectFrom('attachments').selectAll().where('ticket_id', '=', ticketId).orderBy('id').execute()

async function askedWith(files: [string, Buffer][], fields: Record<string, string> = {}, browser = newcomer(site)) {
  const answer = await withFiles(browser, '/tickets', question(site, fields), files).expect(303)
  const url = (answer.headers.location as string).replace(/\?new=.*/, '')
  return { id: idIn(url), url, browser }
}

describe('files of a ticket', () => {
  test('are stored with it and shown on its page: pictures small and in line, others by name', async () => {
    const { id, url } = await askedWith([
      ['screen shot.png', png],
      ['errors.log', LOG],
    ])
    const [picture, log] = await filesOf(id)
    expect(picture).toMatchObject({ type: 'image/png', width: 900, height: 600, is_inline: true, reply_id: null })
    expect(log).toMatchObject({ name: 'errors.log', bytes: LOG.length })
    const page = await newcomer(site).get(url).expect(200)
    if (!picture || !log) throw new Error('no rows')
    expect(page.text).toContain(`src="${fileUrl(picture)}?small"`)
    expect(page.text).toContain('errors.log')
    const sent = await newcomer(site).get(fileUrl(picture)).expect(200)
    expect(sent.headers['content-type']).toBe('image/png')
    expect((await sharp(sent.body).metadata()).exif).toBeUndefined()
    const small = await newcomer(site)
      .get(`${fileUrl(picture)}?small`)
      .expect(200)
    expect(small.headers['content-type']).toBe('image/webp')
    await newcomer(site)
      .get(`${fileUrl(log)}?small`)
      .expect(404)
  })

  test('may be kept by any cache where everybody reads them, and are asked for anew each time', async () => {
    const { id } = await askedWith([['errors.log', LOG]])
    const [file] = await filesOf(id)
    if (!file) throw new Error('no row')
    const sent = await newcomer(site).get(fileUrl(file)).expect(200)
    expect(sent.headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    expect(sent.headers['content-security-policy']).toContain('sandbox')
    await newcomer(site)
      .get(fileUrl(file))
      .set('if-none-match', sent.headers.etag as string)
      .expect(304)
    const known = await (await site.known()).get(fileUrl(file)).expect(200)
    expect(known.headers['cache-control']).toBe('private, no-store')
  })

  test('of a private ticket are read by its people and staff; others get the answer of an unknown address', async () => {
    const { id, browser } = await askedWith([['bill.txt', LOG]], { visibility: 'private' })
    const [file] = await filesOf(id)
    if (!file) throw new Error('no row')
    const own = await browser.get(fileUrl(file)).expect(200)
    expect(own.headers['cache-control']).toBe('private, no-store')
    await (await site.staff()).get(fileUrl(file)).expect(200)
    const stranger = await newcomer(site).get(fileUrl(file)).expect(404)
    const unknown = await newcomer(site)
      .get(`/files/${'a'.repeat(43)}/bill.txt`)
      .expect(404)
    const bare = (text: string) => text.replaceAll(/\/files\/[\w-]+/g, '')
    expect(bare(stranger.text)).toBe(bare(unknown.text))
    await newcomer(site)
      .get(fileUrl({ ...file, name: 'any-other-name.txt' }))
      .expect(404)
  })

  test('follow the ticket: once it is private or withdrawn, nobody else has them', async () => {
    const { id } = await askedWith([['errors.log', LOG]])
    const [file] = await filesOf(id)
    if (!file) throw new Error('no row')
    const stranger = () => newcomer(site).get(fileUrl(file))
    await stranger().expect(200)
    await site.house.db.updateTable('tickets').set({ visibility: 'private' }).where('id', '=', id).execute()
    await stranger().expect(404)
    await site.house.db
      .updateTable('tickets')
      .set({ visibility: 'public', removed_at: new Date(), removed_why: 'withdrawn' })
      .where('id', '=', id)
      .execute()
    await stranger().expect(404)
  })

  test('of a reply ask for the reply too: a private one, a note, a held one', async () => {
    const ticket = await makeTicket(site.house)
    const browser = await site.known()
    await withFiles(browser, `/tickets/${ticket.id}/replies`, { text: 'See my log.' }, [['errors.log', LOG]]).expect(
      303,
    )
    const [reply] = await repliesOf(site, ticket.id)
    const [file] = await filesOf(ticket.id)
    if (!file || !reply) throw new Error('no row')
    expect(file.reply_id).toBe(reply.id)
    const set = (changes: object) =>
      site.house.db.updateTable('replies').set(changes).where('id', '=', reply.id).execute()
    const statuses = async () => [
      (await newcomer(site).get(fileUrl(file))).status,
      (await browser.get(fileUrl(file))).status,
    ]
    expect(await statuses()).toEqual([200, 200])
    await set({ review_state: 'held' })
    expect(await statuses()).toEqual([404, 200])
    await set({ review_state: 'approved', audience: 'private', addressee_id: ticket.requesterId })
    expect(await statuses()).toEqual([404, 200])
    await set({ audience: 'note' })
    expect(await statuses()).toEqual([404, 404])
    await set({ audience: 'public', removed_at: new Date() })
    expect(await statuses()).toEqual([404, 404])
  })

  test('of an article are read like the article', async () => {
    const { id } = await askedWith([['errors.log', LOG]])
    const article = await makeArticle(site.house, { state: 'internal' })
    const [file] = await filesOf(id)
    if (!file) throw new Error('no row')
    await site.house.db
      .updateTable('attachments')
      .set({ ticket_id: null, article_id: article.id })
      .where('id', '=', file.id)
      .execute()
    await newcomer(site).get(fileUrl(file)).expect(404)
    await (await site.staff()).get(fileUrl(file)).expect(200)
    await site.house.db.updateTable('articles').set({ state: 'published' }).where('id', '=', article.id).execute()
    await newcomer(site).get(fileUrl(file)).expect(200)
  })

  test('of odd addresses are unknown', async () => {
    for (const path of ['/files/%00/x', '/files/x/..%2f..%2fetc%2fpasswd', `/files/${'x'.repeat(900)}/x`]) {
      await newcomer(site).get(path).expect(404)
    }
  })
})

describe('a form that comes back', () => {
  test('still has the files that were accepted, and sends them with the second round', async () => {
    const browser = newcomer(site)
    const form = question(site, { title: '', visibility: 'private' })
    const back = await withFiles(browser, '/tickets', form, [
      ['one.log', LOG],
      ['two.png', png],
    ]).expect(422)
    expect(back.text).toContain('These files are with us already')
    expect(back.text).toContain('one.log')
    const { fields } = formTo(back.text, '/tickets')
    expect(fields.kept).toBeTruthy()
    const answer = await browser
      .post('/tickets')
      .type('form')
      .send({ ...fields, title: 'Now with a title', without_0: '1' })
      .expect(303)
    const files = await filesOf(idIn(answer.headers.location as string))
    expect(files.map(({ name }) => name)).toEqual(['two.png'])
    if (files[0]) await browser.get(fileUrl(files[0])).expect(200)
  })

  test('keeps them through preview and the step with similar tickets', async () => {
    await makeTicket(site.house, { title: 'Walrus statues melt in the sun' })
    const browser = newcomer(site)
    const form = question(site, { title: 'Walrus statues melt in the sun', seen: '' })
    const shown = await withFiles(browser, '/tickets', { ...form, preview: '1' }, [['one.log', LOG]]).expect(200)
    const step = await browser.post('/tickets').type('form').send(formTo(shown.text, '/tickets').fields).expect(200)
    expect(step.text).toContain('Is it one of these?')
    const answer = await browser.post('/tickets').type('form').send(formTo(step.text, '/tickets').fields).expect(303)
    expect(await filesOf(idIn(answer.headers.location as string))).toMatchObject([{ name: 'one.log' }])
  })

  test('takes no file that somebody else stored: the field is signed', async () => {
    const { id } = await askedWith([['secret.txt', LOG]], { visibility: 'private' })
    const [file] = await filesOf(id)
    const forged = Buffer.from(
      JSON.stringify({ until: Date.now() + 1e9, files: [{ ...file, thumbKey: null, inline: true }] }),
    ).toString('base64url')
    for (const kept of [forged, `${forged}.${'A'.repeat(22)}`, 'x.y']) {
      const answer = await newcomer(site).post('/tickets').type('form').send(question(site, { kept })).expect(422)
      expect(answer.text).toContain('choose them once more')
    }
  })

  test('says which file was not taken and why, and keeps text and the rest', async () => {
    const fields = question(site, { text: 'Words that took me an hour.' })
    const wrong = await withFiles(newcomer(site), '/tickets', fields, [['virus.exe', Buffer.from('MZ\u0000\u0001')]])
    expect(wrong.status).toBe(415)
    expect(wrong.text).toContain('virus.exe')
    expect(formTo(wrong.text, '/tickets').fields.text).toBe('Words that took me an hour.')
    const large = await withFiles(newcomer(site), '/tickets', fields, [['large.log', Buffer.alloc(10_500_000, 'a')]])
    expect(large.status).toBe(413)
    expect(large.text).toContain('10 MB')
    expect(formTo(large.text, '/tickets').fields.text).toBe('Words that took me an hour.')
    const six = Array.from({ length: 6 }, (_, n): [string, Buffer] => [`${n}.log`, LOG])
    expect((await withFiles(newcomer(site), '/tickets', fields, six)).status).toBe(413)
  })

  test('never has more than five files in all', async () => {
    const browser = newcomer(site)
    const three = (name: string) => Array.from({ length: 3 }, (_, n): [string, Buffer] => [`${name}${n}.log`, LOG])
    const back = await withFiles(browser, '/tickets', question(site, { title: '' }), three('a')).expect(422)
    const { fields } = formTo(back.text, '/tickets')
    const again = await withFiles(browser, '/tickets', { ...fields, title: 'Six' }, three('b'))
    expect(again.status).toBe(413)
    expect(formTo(again.text, '/tickets').fields.kept).toBeTruthy()
  })

  test('of a reply keeps its files too', async () => {
    const ticket = await makeTicket(site.house)
    const browser = newcomer(site)
    const path = `/tickets/${ticket.id}/replies`
    const back = await withFiles(browser, path, { text: '' }, [['one.log', LOG]]).expect(422)
    const { fields } = formTo(back.text, path)
    await browser
      .post(path)
      .type('form')
      .send({ ...fields, form: formMade(site), text: 'Now with words.' })
      .expect(303)
    expect(await filesOf(ticket.id)).toMatchObject([{ name: 'one.log' }])
  })
})

describe('files that never became part of anything', () => {
  test('are removed after a day, and no others', async () => {
    const { id } = await askedWith([['kept.png', png]])
    await withFiles(newcomer(site), '/tickets', question(site, { title: '' }), [['lost.log', LOG]]).expect(422)
    expect(await sweepFiles(site.house)).toBe(0)
    const tomorrow = new Date(Date.now() + 25 * 3_600_000)
    expect(await sweepFiles(site.house, tomorrow)).toBeGreaterThan(0)
    expect(await sweepFiles(site.house, tomorrow)).toBe(0)
    const [file] = await filesOf(id)
    if (!file) throw new Error('no row')
    await newcomer(site).get(fileUrl(file)).expect(200)
    await newcomer(site)
      .get(`${fileUrl(file)}?small`)
      .expect(200)
  })

  test('are taken from one address so many times, then refused with the text', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 45; n++) {
      const answer = await withFiles(newcomer(site, '10.255.1.1'), '/tickets', { ...question(site), title: '' }, [
        [`${n}.log`, LOG],
      ])
      statuses.push(answer.status)
    }
    expect(statuses.slice(0, 40)).toEqual(Array(40).fill(422))
    expect(statuses).toContain(429)
  })
})
