import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { makeArticle, makeCategory, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const main = (html: string) => html.slice(html.indexOf('<main'), html.indexOf('</main>'))
const pathOf = ({ id, slug }: { id: number; slug: string }) => `/kb/${id}-${slug}`

describe('the list of articles', () => {
  test('stands by category in the order of the admin, with the number of public articles', async () => {
    const keys = await makeCategory(site.house, { names: { en: 'Keys' }, position: 2 })
    const bills = await makeCategory(site.house, { names: { en: 'Bills' }, position: 1 })
    await makeArticle(site.house, { title: 'Rotating a key', category: keys })
    await makeArticle(site.house, { title: 'A key that is still a draft', category: keys, state: 'draft' })
    await makeArticle(site.house, { title: 'A key for the team alone', category: keys, state: 'internal' })
    for (let n = 1; n <= 14; n++) await makeArticle(site.house, { title: `Paying, part ${n}`, category: bills })
    await makeArticle(site.house, { title: 'About nothing in particular' })
    const page = main((await site.visitor().get('/kb').expect(200)).text)
    expect(page.indexOf('Bills')).toBeLessThan(page.indexOf('Keys'))
    expect(page.indexOf('Keys')).toBeLessThan(page.indexOf('Other articles'))
    expect(page).toMatch(/Keys<\/bdi><\/a><small[^>]*>1</)
    expect(page).toContain(`<a class="more" href="/categories/${bills.slug}">All 14 articles</a>`)
    expect(page.match(/Paying, part/g)).toHaveLength(12)
    expect(page).toContain('About nothing in particular')
    expect(page).not.toContain('still a draft')
    expect(page).not.toContain('for the team alone')
  })

  test('is the same for everybody, byte for byte, and tells caches how to ask again', async () => {
    const [first, second] = [await site.visitor().get('/kb'), await site.visitor().get('/kb')]
    expect(second.text).toBe(first.text)
    expect(first.headers['set-cookie']).toBeUndefined()
    expect(first.headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    await site.visitor().get('/kb').set('if-none-match', String(first.headers.etag)).expect(304)
  })
})

describe('the page of an article', () => {
  test('has summary, text, contents, tags of its category and the tickets it answered', async () => {
    const category = await makeCategory(site.house, { names: { en: 'Access' } })
    const ticket = await makeTicket(site.house, { title: 'My key stopped working' })
    const secret = await makeTicket(site.house, { title: 'Hush, my key', visibility: 'private' })
    const article = await makeArticle(site.house, {
      title: 'Two keys at a time',
      summary: 'Make the second before you revoke the first.',
      source: '## Before\n\nLook at **both**.\n\n### Limits\n\nTwo.\n\n## After\n\nRevoke.',
      category,
      answers: [ticket, secret],
    })
    const answer = await site.visitor().get(pathOf(article)).expect(200)
    const page = main(answer.text)
    expect(page).toMatch(/<h1[^>]*>Two keys at a time<\/h1>/)
    expect(page).toContain('Make the second before you revoke the first.')
    expect(page).toContain('Look at <strong>both</strong>.')
    expect(page).toContain(`<a href="/categories/${category.slug}"><bdi>Access</bdi></a>`)
    expect(page).toMatch(/Updated <time datetime="/)
    expect(page).toMatch(/<nav class="toc.*Before.*<ol class="toc-list">.*Limits.*<\/ol>.*After.*<\/nav>/s)
    expect(page).toContain('My key stopped working')
    expect(answer.text).not.toContain('Hush')
    expect(answer.text).toContain('<meta name="description" content="Make the second before you revoke the first.">')
    expect(answer.headers['last-modified']).toBeDefined()
    expect(answer.headers['set-cookie']).toBeUndefined()
    const again = await site.visitor().get(pathOf(article))
    expect(again.text).toBe(answer.text)
    await site.visitor().get(pathOf(article)).set('if-none-match', String(answer.headers.etag)).expect(304)
  })

  test('leads to asking, with its category and its name filled in', async () => {
    const category = await makeCategory(site.house)
    const article = await makeArticle(site.house, { title: 'Where bills are', category })
    const { text } = await site.visitor().get(pathOf(article))
    const link = /href="(\/tickets\/new\?[^"]+)">Ask about this/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const form = main((await site.visitor().get(link).expect(200)).text)
    expect(form).toContain(`<option value="${category.id}" selected>`)
    expect(form).toContain('About the article [Where bills are](http://earshot.test/kb/')
  })

  test('has one address: any other slug leads there in one hop, whatever the title was', async () => {
    const article = await makeArticle(site.house, { title: 'Один адрес', language: 'ru' })
    for (const other of [`${article.id}`, `${article.id}-an-old-title`, `${article.id}-`]) {
      const answer = await site.visitor().get(`/kb/${other}`).expect(301)
      expect(answer.headers.location).toBe(pathOf(article))
    }
    await site.visitor().get(pathOf(article)).expect(200)
  })

  test('speaks the language of the article, right to left where it is written so', async () => {
    const article = await makeArticle(site.house, {
      title: 'تدوير المفاتيح',
      source: '## مفتاحان\n\nنص المقالة هنا.',
      language: 'ar',
    })
    const { text } = await site
      .visitor()
      .get(`/kb/${article.id}-${encodeURIComponent(article.slug)}`)
      .expect(200)
    expect(text).toContain('<html lang="ar" dir="rtl">')
    expect(text).toContain('هل أفادتك هذه المقالة؟')
  })

  test('looks missing when it is a draft, internal or unknown, to everyone but staff: the same answer', async () => {
    const draft = await makeArticle(site.house, { title: 'Not yet', state: 'draft' })
    const internal = await makeArticle(site.house, { title: 'For us', state: 'internal' })
    const visitor = await site.known()
    const answers = await Promise.all([pathOf(draft), pathOf(internal), '/kb/99999-x'].map((url) => visitor.get(url)))
    for (const answer of answers) {
      expect(answer.status).toBe(404)
      expect(answer.headers['cache-control']).toBe(answers[2]?.headers['cache-control'])
      expect(answer.text.replaceAll(/\/kb\/[^"]*/g, '')).toBe(answers[2]?.text.replaceAll(/\/kb\/[^"]*/g, ''))
    }
    await visitor.get(`/kb/${draft.id}-wrong-slug`).expect(404)
    await visitor.post(`/kb/${draft.id}/helpful`).type('form').send({ helpful: 'yes' }).expect(404)
    const staff = await site.staff()
    expect((await staff.get(pathOf(draft)).expect(200)).text).toContain('This is a draft.')
    expect((await staff.get(pathOf(internal)).expect(200)).text).toContain('This is internal.')
  })

  test('says that it was removed if it was public once; a withdrawn draft never was', async () => {
    const gone = await makeArticle(site.house, { title: 'Gone' })
    const never = await makeArticle(site.house, { title: 'Never', state: 'draft' })
    const staff = await site.staff()
    for (const { id } of [gone, never]) await staff.post(`/desk/articles/${id}/delete`).expect(303)
    await site.visitor().get(pathOf(gone)).expect(410)
    await site.visitor().get(pathOf(never)).expect(404)
    await staff.get(pathOf(gone)).expect(410)
    expect((await site.visitor().get('/kb')).text).not.toContain('>Gone<')
  })

  test('tells staff where it was made and how it fares, and nobody else', async () => {
    const mira = await makeStaff(site.house)
    const ticket = await makeTicket(site.house)
    const reply = await makeReply(site.house, ticket, { staff: mira })
    const article = await makeArticle(site.house, { title: 'Made of a reply' })
    await site.house.db.updateTable('articles').set({ from_reply_id: reply.id }).where('id', '=', article.id).execute()
    const staff = await site.staff()
    const { text } = await staff.get(pathOf(article))
    expect(text).toContain(`Made from ticket ${ticket.id}`)
    expect(text).toContain('0 found it helpful, 0 did not')
    expect((await site.visitor().get(pathOf(article))).text).not.toContain('Made from')
  })
})

describe('"was this helpful"', () => {
  test('counts once per browser without an account, and may be changed', async () => {
    const article = await makeArticle(site.house, { title: 'Helpful or not' })
    const action = `/kb/${article.id}/helpful`
    const visitor = site.visitor()
    const { fields } = formTo((await visitor.get(pathOf(article))).text, action)
    await visitor
      .post(action)
      .type('form')
      .send({ ...fields, helpful: 'no' })
      .expect(303)
    const after = await visitor.post(action).type('form').send({ helpful: 'yes' }).expect(303)
    expect(after.headers.location).toBe(`${pathOf(article)}#helpful`)
    const own = await visitor.get(pathOf(article))
    expect(own.text).toContain('Glad it helped. Thank you!')
    expect(own.text).toMatch(/value="yes" aria-pressed="true"/)
    expect(own.headers['cache-control']).toBe('private, no-store')
    await site.visitor().post(action).type('form').send({ helpful: 'no' }).expect(303)
    const staff = await site.staff()
    expect((await staff.get(pathOf(article))).text).toContain('1 found it helpful, 1 did not')
    expect((await site.visitor().get(pathOf(article))).text).not.toContain('found it helpful')
  })

  test('changes nothing about the page of strangers', async () => {
    const article = await makeArticle(site.house)
    const before = await site.visitor().get(pathOf(article))
    await site.visitor().post(`/kb/${article.id}/helpful`).type('form').send({ helpful: 'yes' }).expect(303)
    expect((await site.visitor().get(pathOf(article))).text).toBe(before.text)
  })

  test('takes yes and no only', async () => {
    const article = await makeArticle(site.house)
    const visitor = site.visitor()
    for (const body of [{}, { helpful: 'perhaps' }, { helpful: ['yes', 'no'] }]) {
      await visitor.post(`/kb/${article.id}/helpful`).type('form').send(body).expect(422)
    }
  })
})
