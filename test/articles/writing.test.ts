import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blank } from '../files/samples.ts'
import { formTo } from '../support/html.ts'
import { makeArticle, makeCategory } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let staff: Browser

beforeAll(async () => {
  site = await openSite()
  staff = await site.staff()
})
afterAll(() => site.close())

const main = (html: string) => html.slice(html.indexOf('<main'), html.indexOf('</main>'))
const rowOf = (id: number) =>
  site.house.db.selectFrom('articles').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const versionsOf = (id: number) =>
  site.house.db.selectFrom('article_versions').selectAll().where('article_id', '=', id).orderBy('version').execute()

/** Opens the editor, changes what is given, saves. */
async function save(browser: Browser, id: number, changes: Record<string, string>) {
  const { fields } = formTo((await browser.get(`/desk/articles/${id}`).expect(200)).text, `/desk/articles/${id}`)
  return browser
    .post(`/desk/articles/${id}`)
    .type('form')
    .send({ ...fields, ...changes })
}

const WHOLE = {
  title: 'Paying by card',
  summary: 'Any card will do.',
  source: 'Open *Bills*.',
  tags: '',
  state: 'draft',
}

describe('writing an article', () => {
  test('is for staff alone', async () => {
    const article = await makeArticle(site.house)
    for (const path of ['', '/new', `/${article.id}`, `/${article.id}/versions`, `/${article.id}/delete`]) {
      const answer = await site.visitor().get(`/desk/articles${path}`).expect(303)
      expect(answer.headers.location).toContain('/sign-in')
    }
    await site.visitor().post('/desk/articles').type('form').send(WHOLE).expect(303)
    await site.visitor().post(`/desk/articles/${article.id}`).type('form').send(WHOLE).expect(303)
    expect((await versionsOf(article.id)).length).toBe(1)
  })

  test('begins as a draft and keeps title, summary, text, category, tags and language', async () => {
    const category = await makeCategory(site.house)
    const sent = { ...WHOLE, category: String(category.id), tags: 'Cards, New cards ,cards', language: 'uk' }
    const answer = await staff.post('/desk/articles').type('form').send(sent).expect(303)
    const id = Number(/articles\/(\d+)\?done=started$/.exec(answer.headers.location ?? '')?.[1])
    const row = await rowOf(id)
    expect(row).toMatchObject({ title: 'Paying by card', state: 'draft', category_id: category.id, language: 'uk' })
    expect(row).toMatchObject({ version: 1, was_public: false, published_at: null, slug: 'paying-by-card' })
    expect(row.html).toContain('<em>Bills</em>')
    expect((await versionsOf(id)).length).toBe(1)
    const { text } = await staff.get(answer.headers.location ?? '').expect(200)
    expect(text).toContain('The article is there.')
    expect(formTo(text, `/desk/articles/${id}`).fields).toMatchObject({
      ...sent,
      tags: 'cards, new-cards',
      version: '1',
    })
    await site.visitor().get(`/kb/${id}-paying-by-card`).expect(404)
  })

  test('finds the language of the text when nobody says it', async () => {
    const sent = {
      ...WHOLE,
      title: 'Як сплатити карткою',
      source: 'Відкрийте рахунки та оберіть свою картку зі списку.',
    }
    const answer = await staff.post('/desk/articles').type('form').send(sent).expect(303)
    const id = Number(/articles\/(\d+)/.exec(answer.headers.location ?? '')?.[1])
    expect((await rowOf(id)).language).toBe('uk')
  })

  test('comes back with everything typed and the faults beside their fields', async () => {
    const wrong = { ...WHOLE, title: ' ', summary: 's'.repeat(501), category: '4711', state: 'secret' }
    const answer = await staff.post('/desk/articles').type('form').send(wrong).expect(422)
    const page = main(answer.text)
    expect(formTo(answer.text, '/desk/articles').fields).toMatchObject({
      source: 'Open *Bills*.',
      summary: 's'.repeat(501),
    })
    for (const name of ['title', 'summary', 'state']) expect(page).toContain(`id="f-${name}-error"`)
    const unknown = await staff
      .post('/desk/articles')
      .type('form')
      .send({ ...WHOLE, category: '4711' })
      .expect(422)
    expect(main(unknown.text)).toContain('id="f-category-error"')
  })

  test('shows the text as it will look, with script and without, and stores nothing by that', async () => {
    const fragment = await staff
      .post('/desk/articles/preview')
      .type('form')
      .send({ text: '## A\n\n> [!TIP]\n> b' })
      .expect(200)
    expect(fragment.text).toContain('<h2')
    expect(fragment.text).toContain('callout')
    const article = await makeArticle(site.house, { source: 'As it was.' })
    const shown = await save(staff, article.id, { source: 'As it **will be**.', preview: '1' })
    expect(shown.status).toBe(200)
    expect(shown.text).toContain('As it <strong>will be</strong>.')
    expect(formTo(shown.text, `/desk/articles/${article.id}`).fields.source).toBe('As it **will be**.')
    expect((await rowOf(article.id)).source).toBe('As it was.')
    await staff
      .post('/desk/articles/preview')
      .type('form')
      .send({ text: 'x'.repeat(150_001) })
      .expect(422)
  })

  test('publishes: strangers can read it from then on, and its old address leads to the new one', async () => {
    const article = await makeArticle(site.house, { title: 'Before', state: 'draft' })
    expect((await save(staff, article.id, { title: 'After all', state: 'published' })).status).toBe(303)
    const row = await rowOf(article.id)
    expect(row.published_at).not.toBeNull()
    expect(row.was_public).toBe(true)
    const answer = await site.visitor().get(`/kb/${article.id}-before`).expect(301)
    expect(answer.headers.location).toBe(`/kb/${article.id}-after-all`)
    expect((await save(staff, article.id, { state: 'draft' })).status).toBe(303)
    await site.visitor().get(`/kb/${article.id}-after-all`).expect(404)
  })

  test('says "updated" for a new text, not for a new category', async () => {
    const article = await makeArticle(site.house)
    const long = new Date('2020-01-01')
    await site.house.db.updateTable('articles').set({ updated_at: long }).where('id', '=', article.id).execute()
    await save(staff, article.id, { tags: 'other' })
    expect((await rowOf(article.id)).updated_at).toEqual(long)
    await save(staff, article.id, { source: 'Something new.' })
    expect((await rowOf(article.id)).updated_at.getTime()).toBeGreaterThan(long.getTime())
  })

  test('is found by its words as soon as it is saved', async () => {
    const article = await makeArticle(site.house, { title: 'Old words' })
    await save(staff, article.id, { title: 'Xylophones', summary: '', source: 'Nothing else.' })
    const row = await rowOf(article.id)
    expect(row.search).toContain("'xylophon':1A")
    expect(row.search).not.toContain('old')
  })
})

describe('versions', () => {
  test('are kept with every save, and any two can be laid side by side', async () => {
    const article = await makeArticle(site.house, {
      title: 'Versions',
      source: 'One line.\n\nTwo keys live for a day.',
    })
    await save(staff, article.id, { source: 'One line.\n\nTwo keys live for two days.' })
    await save(staff, article.id, { source: 'One line.\n\nTwo keys live for two days.\n\n<script>alert(1)</script>' })
    expect((await versionsOf(article.id)).map(({ version }) => version)).toEqual([1, 2, 3])
    const list = main((await staff.get(`/desk/articles/${article.id}/versions`).expect(200)).text)
    expect(list).toContain('Version 3')
    expect(list).toContain(`/desk/articles/${article.id}/compare?from=1&amp;to=2`)
    const two = main((await staff.get(`/desk/articles/${article.id}/compare?from=1&to=2`).expect(200)).text)
    expect(two).toContain('Two keys live for <del>a</del> <del>day</del>.')
    expect(two).toContain('Two keys live for <ins>two</ins> <ins>days</ins>.')
    const three = main((await staff.get(`/desk/articles/${article.id}/compare?from=1&to=3`).expect(200)).text)
    expect(three).toContain('<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>')
    await staff.get(`/desk/articles/${article.id}/compare?from=1&to=9`).expect(404)
    await staff.get(`/desk/articles/${article.id}/compare`).expect(404)
  })

  test('can be gone back to: the old text becomes the newest version', async () => {
    const article = await makeArticle(site.house, { title: 'First title', source: 'First text.', state: 'published' })
    await save(staff, article.id, { title: 'Second title', source: 'Second text.' })
    const page = (await staff.get(`/desk/articles/${article.id}/versions/1`).expect(200)).text
    expect(main(page)).toContain('First text.')
    const form = formTo(page, `/desk/articles/${article.id}/restore`)
    await staff.post(form.action).type('form').send(form.fields).expect(303)
    expect(await rowOf(article.id)).toMatchObject({ title: 'First title', version: 3, state: 'published' })
    expect((await versionsOf(article.id)).map(({ title }) => title)).toEqual([
      'First title',
      'Second title',
      'First title',
    ])
  })

  test('lose nothing when two write at once: the later one sees both texts and decides', async () => {
    const article = await makeArticle(site.house, { title: 'Shared', source: 'The beginning.' })
    const other = await site.staff()
    const opened = formTo((await staff.get(`/desk/articles/${article.id}`)).text, `/desk/articles/${article.id}`)
    expect((await save(other, article.id, { source: 'The beginning of theirs.' })).status).toBe(303)
    const met = await staff
      .post(opened.action)
      .type('form')
      .send({ ...opened.fields, source: 'The beginning of mine.' })
      .expect(422)
    const page = main(met.text)
    expect(page).toContain('Somebody else saved this article while you were writing')
    expect(page).toContain('The beginning of <del>theirs</del>.')
    expect(page).toContain('The beginning of <ins>mine</ins>.')
    expect((await rowOf(article.id)).source).toBe('The beginning of theirs.')
    const mine = formTo(met.text, opened.action)
    expect(mine.fields.source).toBe('The beginning of mine.')
    await staff.post(mine.action).type('form').send(mine.fields).expect(303)
    expect((await versionsOf(article.id)).map(({ source }) => source)).toEqual([
      'The beginning.',
      'The beginning of theirs.',
      'The beginning of mine.',
    ])
  })
})

describe('pictures and files in an article', () => {
  test('are uploaded on the edit page without losing the unsaved text, and read by whoever reads the article', async () => {
    const article = await makeArticle(site.house, { state: 'draft', source: 'As saved.' })
    const path = `/desk/articles/${article.id}`
    const { fields } = formTo((await staff.get(path)).text, path)
    const request = staff.post(path).attach('files', await blank(60, 40).png().toBuffer(), 'the [new] button.png')
    for (const [name, value] of Object.entries({ ...fields, source: 'Not yet saved.', upload: '1' }))
      request.field(name, value)
    const answer = await request.expect(200)
    expect(formTo(answer.text, path).fields.source).toBe('Not yet saved.')
    expect((await rowOf(article.id)).source).toBe('As saved.')
    const url = /value="!\[the new button.png\]\(([^)]+)\)"/.exec(answer.text)?.[1] ?? ''
    await site.visitor().get(url).expect(404)
    await staff.get(url).expect(200)
    await save(staff, article.id, { source: `![The button](${url})`, state: 'published' })
    expect((await site.visitor().get(`/kb/${article.id}-${article.slug}`)).text).toContain(`<img src="${url}"`)
    await site.visitor().get(url).expect(200)
  })

  test('that cannot be taken are named beside the field, and the text is still there', async () => {
    const article = await makeArticle(site.house)
    const path = `/desk/articles/${article.id}`
    const answer = await staff
      .post(path)
      .attach('files', Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0]), 'setup.exe')
      .field({ ...WHOLE, version: '1', source: 'Still here.' })
      .expect(415)
    expect(answer.text).toContain('id="f-files"')
    expect(main(answer.text)).toContain('setup.exe')
    expect(formTo(answer.text, path).fields.source).toBe('Still here.')
  })
})

describe('the list of all articles', () => {
  test('is narrowed by state and category, and goes on page by page', async () => {
    const category = await makeCategory(site.house)
    for (let n = 0; n < 53; n++) await makeArticle(site.house, { title: `Narrow ${n}`, state: 'internal', category })
    await makeArticle(site.house, { title: 'Another draft', state: 'draft', category })
    const first = main((await staff.get(`/desk/articles?state=internal&category=${category.id}`).expect(200)).text)
    expect(first.match(/Narrow \d+/g)).toHaveLength(50)
    expect(first).not.toContain('Another draft')
    const older = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = main((await staff.get(older).expect(200)).text)
    expect(second.match(/Narrow \d+/g)).toHaveLength(3)
    const newer = /rel="prev" href="([^"]+)"/.exec(second)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const back = main((await staff.get(newer).expect(200)).text)
    expect(back.match(/Narrow \d+/g)).toEqual(first.match(/Narrow \d+/g))
    expect(back).not.toContain('rel="prev"')
    for (const odd of ['?state=x&category=x&older=x', '?state=draft&state=draft', '?newer=%00']) {
      await staff.get(`/desk/articles${odd}`).expect(200)
    }
  })
})

describe('deleting', () => {
  test('asks first, says what is lost, and leaves no trace in lists', async () => {
    const article = await makeArticle(site.house, { title: 'To be deleted' })
    const asked = await staff.get(`/desk/articles/${article.id}/delete`).expect(200)
    expect(main(asked.text)).toContain('Its address will say that it was removed')
    await site.visitor().get(`/kb/${article.id}-${article.slug}`).expect(200)
    await staff.post(formTo(asked.text, `/desk/articles/${article.id}/delete`).action).expect(303)
    expect(main((await staff.get('/desk/articles')).text)).not.toContain('To be deleted')
    await staff.get(`/desk/articles/${article.id}`).expect(410)
  })
})
