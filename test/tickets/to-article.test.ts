import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { makeCategory, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

async function answered() {
  const mira = await makeStaff(site.house)
  const category = await makeCategory(site.house)
  const ticket = await makeTicket(site.house, { title: 'Як змінити ключ?', language: 'uk', category, tags: ['keys'] })
  const reply = await makeReply(site.house, ticket, {
    staff: mira,
    source: 'Створіть **другий** ключ, а потім вимкніть перший.',
    language: 'uk',
  })
  return { ticket, reply, category }
}

describe('an article out of a reply', () => {
  test('is a draft after one click: title of the ticket, text of the reply, its language, category and tags', async () => {
    const { ticket, reply, category } = await answered()
    const staff = await site.staff()
    const answer = await staff.post(`/desk/replies/${reply.id}/article`).expect(303)
    const path = (answer.headers.location ?? '').replace('?done=started', '')
    const { text } = await staff.get(path).expect(200)
    expect(formTo(text, path).fields).toMatchObject({
      title: 'Як змінити ключ?',
      source: 'Створіть **другий** ключ, а потім вимкніть перший.',
      category: String(category.id),
      language: 'uk',
      tags: 'keys',
      state: 'draft',
    })
    expect(text).toContain(`Made from ticket ${ticket.id}`)
  })

  test('is made once, however often the button is pressed', async () => {
    const { reply } = await answered()
    const staff = await site.staff()
    const first = await staff.post(`/desk/replies/${reply.id}/article`).expect(303)
    const second = await staff.post(`/desk/replies/${reply.id}/article`).expect(303)
    expect(second.headers.location).toBe(first.headers.location)
  })

  test('is shown to the customer from the moment it is published, and changes nothing before', async () => {
    const { ticket, reply } = await answered()
    const before = await site.visitor().get(ticket.url)
    const staff = await site.staff()
    const { headers } = await staff.post(`/desk/replies/${reply.id}/article`).expect(303)
    const path = (headers.location ?? '').replace('?done=started', '')
    const meanwhile = await site.visitor().get(ticket.url)
    expect(meanwhile.text).toBe(before.text)
    expect(meanwhile.headers['last-modified']).toBe(before.headers['last-modified'])
    const { fields } = formTo((await staff.get(path)).text, path)
    await staff
      .post(path)
      .type('form')
      .send({ ...fields, title: 'Зміна ключа', state: 'published' })
      .expect(303)
    const number = path.split('/').at(-1)
    expect((await site.visitor().get(ticket.url)).text).toContain(`href="/kb/${number}-zmina-klyucha"`)
    const article = await site.visitor().get(`/kb/${number}-zmina-klyucha`).expect(200)
    expect(article.text).toContain(ticket.url)
  })

  test('is no way to read or use a reply for anybody but staff', async () => {
    const { reply } = await answered()
    const answer = await site.visitor().post(`/desk/replies/${reply.id}/article`).expect(303)
    expect(answer.headers.location).toContain('/sign-in')
    const staff = await site.staff()
    for (const id of ['99999', '0', 'x']) await staff.post(`/desk/replies/${id}/article`).expect(404)
  })
})

describe('what looks private in it', () => {
  test('is named before there is a draft, and stays out of it when it is ticked', async () => {
    const mira = await makeStaff(site.house)
    const ticket = await makeTicket(site.house, { visibility: 'private', requesterName: 'Katarzyna Wolska' })
    await site.house.db
      .updateTable('people')
      .set({ name: 'Katarzyna Wolska' })
      .where('id', '=', ticket.requesterId)
      .execute()
    const source = 'Dear Katarzyna Wolska, write to wolska77@posteo.de and wait a minute.'
    const reply = await makeReply(site.house, ticket, { staff: mira, source })
    const staff = await site.staff()
    const path = `/desk/replies/${reply.id}/article`
    const { text } = await staff.post(path).expect(200)
    expect(text).toContain('<mark>Katarzyna Wolska</mark>')
    expect(text).toContain('<mark>wolska77@posteo.de</mark>')
    const articles = () =>
      site.house.db.selectFrom('articles').select('source').where('from_reply_id', '=', reply.id).execute()
    expect(await articles()).toEqual([])
    const { fields } = formTo(text, path)
    await staff.post(path).type('form').send(fields).expect(303)
    expect(await articles()).toEqual([
      { source: 'Dear ⟦name removed⟧, write to ⟦e-mail address removed⟧ and wait a minute.' },
    ])
  })
})
