import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSite, type Site } from '../support/site.ts'
import { importLines, temporaryFolder } from './files.ts'

const folder = temporaryFolder()
let site: Site

const created_at = '2024-05-01T09:30:00Z'
const ticket = (id: string, more: object) => ({
  type: 'ticket',
  id,
  kind: 'question',
  title: `Ticket ${id}`,
  body: 'Text.',
  format: 'markdown',
  language: 'en',
  created_at,
  ...more,
})

beforeAll(async () => {
  site = await openSite()
  await importLines(site.house.db, folder, [
    ticket('open', { old_paths: ['/topics/1-open-one', '/теми/1/'] }),
    ticket('closed', { old_paths: ['/topics/2-secret'], visibility: 'private' }),
    {
      type: 'article',
      id: 'a',
      title: 'Printing',
      body: 'Text.',
      format: 'markdown',
      language: 'en',
      created_at,
      old_paths: ['/help/printing'],
    },
  ])
})
afterAll(() => site.close())

test('an old address leads to where the ticket or article is now, for ever and in one hop', async () => {
  const { headers } = await site.visitor().get('/topics/1-open-one').expect(301)
  expect(headers.location).toMatch(/^\/tickets\/\d+-ticket-open$/)
  await site
    .visitor()
    .get(headers.location as string)
    .expect(200)
  const article = await site.visitor().get('/help/printing').expect(301)
  expect(article.headers.location).toMatch(/^\/kb\/\d+-printing$/)
})

test('it is found however it is written: encoded, with a slash at its end, with a query', async () => {
  await site
    .visitor()
    .get(`/${encodeURIComponent('теми')}/1`)
    .expect(301)
  await site.visitor().get('/topics/1-open-one/?page=2').expect(301)
})

test('the old address of a private ticket answers a stranger like one that never was, and leads staff to it', async () => {
  const [secret, unknown] = [await site.visitor().get('/topics/2-secret'), await site.visitor().get('/topics/2-sekret')]
  expect(secret.status).toBe(404)
  expect(secret.headers.location).toBeUndefined()
  const { date: _, ...expected } = unknown.headers
  const { date: __, ...found } = secret.headers
  expect(found).toEqual(expected)
  expect(secret.text.replaceAll('2-secret', '2-sekret')).toBe(unknown.text)
  const staff = await site.staff('agent')
  await staff.get('/topics/2-secret').expect(301)
})
