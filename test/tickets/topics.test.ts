import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeArticle, makeCategory, makeTicket } from '../support/make.ts'
import { openSite, SITE_URL, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

test('a category shows its published articles, then its tickets', async () => {
  const category = await makeCategory(site.house, { slug: 'imports', names: { en: 'Imports', ar: 'الاستيراد' } })
  await makeArticle(site.house, { title: 'Which columns a file needs', category })
  await makeArticle(site.house, { title: 'canarydraft', category, state: 'draft' })
  await makeArticle(site.house, { title: 'canaryinternal', category, state: 'internal' })
  await makeTicket(site.house, { title: 'Import stops', category })
  await makeTicket(site.house, { title: 'Elsewhere' })
  const { text, headers } = await site.visitor().get('/categories/imports').expect(200)
  expect(text).toContain('<h1>Imports</h1>')
  expect(text.indexOf('Which columns a file needs')).toBeLessThan(text.indexOf('Import stops'))
  expect(text).not.toMatch(/canary|Elsewhere/)
  expect(text).toContain(`rel="canonical" href="${SITE_URL}/categories/imports"`)
  expect(headers['x-robots-tag']).toBeUndefined()
  const arabic = await site.visitor().get('/categories/imports').set('accept-language', 'ar')
  expect(arabic.text).toContain('<h1>الاستيراد</h1>')
})

test('a category without anything is a page that offers to ask, kept from engines; an unknown one is missing', async () => {
  await makeCategory(site.house, { slug: 'quiet' })
  const { text, headers } = await site.visitor().get('/categories/quiet').expect(200)
  expect(text).toContain('href="/tickets/new"')
  expect(headers['x-robots-tag']).toBe('noindex')
  await site.visitor().get('/categories/no-such').expect(404)
})

test('a tag shows what carries it, whatever signs are in its name', async () => {
  await makeTicket(site.house, { title: 'About C++', tags: ['c++ & co'] })
  const { text } = await site.visitor().get('/tags/c%2B%2B%20%26%20co').expect(200)
  expect(text).toContain('About C++')
  await site.visitor().get('/tags/no-such').expect(404)
})

test('old names of categories and tags lead on for ever, in one hop', async () => {
  const category = await makeCategory(site.house, { slug: 'new-name' })
  const ticket = await makeTicket(site.house, { tags: ['new-tag'] })
  const { tag_id } = await site.house.db
    .selectFrom('ticket_tags')
    .select('tag_id')
    .where('ticket_id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  await site.house.db
    .insertInto('taxonomy_redirects')
    .values([
      { kind: 'category', old: 'old-name', category_id: category.id },
      { kind: 'tag', old: 'old-tag', tag_id },
    ])
    .execute()
  const moved = await site.visitor().get('/categories/old-name?x=1').expect(301)
  expect(moved.headers.location).toBe('/categories/new-name')
  expect((await site.visitor().get('/tags/old-tag').expect(301)).headers.location).toBe('/tags/new-tag')
})

test('a tag that stands on private tickets alone is missing, and so is its old name', async () => {
  const ticket = await makeTicket(site.house, { visibility: 'private', tags: ['acme-corp'] })
  const { tag_id } = await site.house.db
    .selectFrom('ticket_tags')
    .select('tag_id')
    .where('ticket_id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  await site.house.db.insertInto('taxonomy_redirects').values({ kind: 'tag', old: 'acme', tag_id }).execute()
  const unknown = await site.visitor().get('/tags/no-such').expect(404)
  for (const name of ['acme-corp', 'acme']) {
    const hidden = await site.visitor().get(`/tags/${name}`).expect(404)
    expect(hidden.text).toBe(unknown.text.replaceAll('no-such', name))
    expect(hidden.headers.location).toBeUndefined()
  }
})
