/** The admin's statuses, categories, tags and settings. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeArticle, makeCategory, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let admin: Browser
beforeAll(async () => {
  site = await openSite()
  admin = await site.staff('admin')
})
afterAll(() => site.close())

const statusOf = (kind: 'question' | 'idea', key: string) => {
  const status = site.house.taxonomy.now.byKind[kind].find(({ message_key }) => message_key === key)
  if (!status) throw new Error(`no status ${key}`)
  return status
}

describe('settings', () => {
  const good = {
    name: 'Lamp help',
    sentence_en: 'Ask us about lamps.',
    sentence_ar: 'اسألنا عن المصابيح.',
    accent: '#aa3311',
    language: 'en',
    time_zone: 'Europe/Kyiv',
    anonymous_tickets: '1',
    anonymous_replies: '1',
    sender_days: '14',
    removed_days: '0',
  }

  test('are for admins only', async () => {
    await (await site.staff('agent')).get('/desk/settings').expect(403)
    await site.visitor().get('/desk/settings').expect(303)
  })

  test('change the site at once', async () => {
    await admin.post('/desk/settings').type('form').send(good).expect(303)
    expect(site.house.settings.now).toMatchObject({
      name: 'Lamp help',
      accent: '#aa3311',
      timeZone: 'Europe/Kyiv',
      anonymousVotes: false,
      anonymousReplies: true,
      senderDays: 14,
      sentence: { en: 'Ask us about lamps.', ar: 'اسألنا عن المصابيح.' },
    })
    const page = await admin.get('/desk/settings?saved=1').expect(200)
    expect(page.text).toContain('Lamp help')
    const css = await site.visitor().get((page.text.match(/href="([^"]+style\.css)"/) ?? [])[1] as string)
    expect(css.text).toContain('--accent-light:#aa3311')
  })

  test('come back with what was typed and the fault beside it', async () => {
    const wrong = {
      ...good,
      name: '',
      accent: 'red',
      time_zone: 'Moon/Base',
      sender_days: '9999',
      sentence_en: 'Kept words',
    }
    const page = await admin.post('/desk/settings').type('form').send(wrong).expect(422)
    for (const text of [
      'Kept words',
      'href="#f-name"',
      'href="#f-accent"',
      'href="#f-time_zone"',
      'href="#f-sender_days"',
    ]) {
      expect(page.text).toContain(text)
    }
    expect(site.house.settings.now.name).toBe('Lamp help')
  })
})

describe('statuses', () => {
  test('can be added, named in each language, coloured and put in order', async () => {
    const form = { kind: 'idea', phase: 'open', colour: '#112233', name_en: 'Prototype', name_ru: 'Прототип' }
    await admin.post('/desk/settings/statuses').type('form').send(form).expect(303)
    const added = site.house.taxonomy.now.byKind.idea.at(-1)
    expect(added).toMatchObject({ phase: 'open', colour: '#112233', names: { en: 'Prototype', ru: 'Прототип' } })
    await admin.post(`/desk/settings/statuses/${added?.id}/move`).type('form').send({ direction: 'up' }).expect(303)
    expect(site.house.taxonomy.now.byKind.idea.at(-2)?.id).toBe(added?.id)
    const page = await admin.get('/desk/settings/statuses?kind=idea').set('accept-language', 'ru').expect(200)
    expect(page.text).toContain('Прототип')
  })

  test('need a name in some language', async () => {
    const form = { kind: 'idea', phase: 'open', colour: '#112233' }
    const page = await admin.post('/desk/settings/statuses').type('form').send(form).expect(422)
    expect(page.text).toContain('Please give a name')
  })

  test('keep a renamed built-in one renamed in every language', async () => {
    const status = statusOf('question', 'closed')
    const form = { name_en: 'Shut', name_ru: 'Закрыто', colour: '#445566', needs_reason: '1' }
    await admin.post(`/desk/settings/statuses/${status.id}`).type('form').send(form).expect(303)
    expect(site.house.taxonomy.now.statuses.get(status.id)).toMatchObject({
      message_key: null,
      names: { en: 'Shut', ru: 'Закрыто' },
    })
  })

  test('ask where their tickets go before they are removed, and say so in each history', async () => {
    const from = statusOf('question', 'in_review')
    const into = statusOf('question', 'answered')
    const ticket = await makeTicket(site.house, { kind: 'question' })
    await site.house.db
      .updateTable('tickets')
      .set({ status_id: from.id, phase: 'open' })
      .where('id', '=', ticket.id)
      .execute()
    const page = await admin.get(`/desk/settings/statuses/${from.id}/remove`).expect(200)
    expect(page.text).toContain('1 ticket stands there')
    await admin.post(`/desk/settings/statuses/${from.id}/remove`).type('form').send({ into: '999' }).expect(422)
    await admin
      .post(`/desk/settings/statuses/${from.id}/remove`)
      .type('form')
      .send({ into: String(into.id) })
      .expect(303)
    const row = await site.house.db
      .selectFrom('tickets')
      .select(['status_id', 'phase', 'done_at'])
      .where('id', '=', ticket.id)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ status_id: into.id, phase: 'done' })
    expect(row.done_at).toBeInstanceOf(Date)
    const events = await site.house.db
      .selectFrom('events')
      .select(['type', 'data'])
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect(events.at(-1)).toMatchObject({ type: 'status_changed', data: { from: from.id, to: into.id } })
    expect(site.house.taxonomy.now.statuses.has(from.id)).toBe(false)
  })

  test('pass on being the first one when it is removed', async () => {
    const first = site.house.taxonomy.now.byKind.idea.find(({ is_first }) => is_first)
    const into = statusOf('idea', 'planned')
    await admin
      .post(`/desk/settings/statuses/${first?.id}/remove`)
      .type('form')
      .send({ into: String(into.id) })
      .expect(303)
    expect(site.house.taxonomy.now.statuses.get(into.id)?.is_first).toBe(true)
  })

  test('never leave a kind without one', async () => {
    const only = site.house.taxonomy.now.byKind.thanks[0]
    await admin.get(`/desk/settings/statuses/${only?.id}/remove`).expect(409)
  })
})

describe('categories', () => {
  test('can be added, and an old address leads to the new one', async () => {
    const agent = await site.staff('agent')
    const form = {
      name_en: 'Invoices & money',
      name_uk: 'Рахунки',
      icon: 'billing',
      default_assignee: String(agent.made.id),
    }
    await admin.post('/desk/settings/categories').type('form').send(form).expect(303)
    const added = site.house.taxonomy.now.inOrder.at(-1)
    expect(added).toMatchObject({ slug: 'invoices-money', icon: 'billing', default_assignee_id: agent.made.id })
    await admin
      .post(`/desk/settings/categories/${added?.id}`)
      .type('form')
      .send({ ...form, slug: 'money' })
      .expect(303)
    const moved = await site.visitor().get('/categories/invoices-money').expect(301)
    expect(moved.headers.location).toBe('/categories/money')
  })

  test('cannot take another one’s address', async () => {
    const [one, other] = [
      await makeCategory(site.house, { names: { en: 'One' } }),
      await makeCategory(site.house, { names: { en: 'Other' } }),
    ]
    await site.house.taxonomy.refresh()
    const page = await admin
      .post(`/desk/settings/categories/${one.id}`)
      .type('form')
      .send({ name_en: 'Kept name', icon: 'star', slug: other.slug })
      .expect(422)
    expect(page.text).toContain('Kept name')
  })

  test('ask where their tickets and articles go before they are removed', async () => {
    const [from, into] = [
      await makeCategory(site.house, { names: { en: 'From' } }),
      await makeCategory(site.house, { names: { en: 'Into' } }),
    ]
    await site.house.taxonomy.refresh()
    const ticket = await makeTicket(site.house, {})
    const article = await makeArticle(site.house, {})
    const { db } = site.house
    await db.updateTable('tickets').set({ category_id: from.id }).where('id', '=', ticket.id).execute()
    await db.updateTable('articles').set({ category_id: from.id }).where('id', '=', article.id).execute()
    await admin
      .post(`/desk/settings/categories/${from.id}/remove`)
      .type('form')
      .send({ into: String(into.id) })
      .expect(303)
    expect(
      (await db.selectFrom('tickets').select('category_id').where('id', '=', ticket.id).executeTakeFirst())
        ?.category_id,
    ).toBe(into.id)
    expect(
      (await db.selectFrom('articles').select('category_id').where('id', '=', article.id).executeTakeFirst())
        ?.category_id,
    ).toBe(into.id)
    expect((await site.visitor().get(`/categories/${from.slug}`).expect(301)).headers.location).toBe(
      `/categories/${into.slug}`,
    )
  })
})

describe('tags', () => {
  const tagId = async (name: string) =>
    (await site.house.db.insertInto('tags').values({ name }).returning('id').executeTakeFirstOrThrow()).id

  test('can be renamed, and the old address leads to the new one', async () => {
    const id = await tagId('lampz')
    const ticket = await makeTicket(site.house, {})
    await site.house.db.insertInto('ticket_tags').values({ ticket_id: ticket.id, tag_id: id }).execute()
    await admin.post(`/desk/settings/tags/${id}`).type('form').send({ name: 'Table Lamps' }).expect(303)
    expect((await site.visitor().get('/tags/lampz').expect(301)).headers.location).toBe('/tags/table-lamps')
  })

  test('become one only after being asked', async () => {
    const [from, into] = [await tagId('bulb'), await tagId('bulbs')]
    const ticket = await makeTicket(site.house, {})
    await site.house.db
      .insertInto('ticket_tags')
      .values([
        { ticket_id: ticket.id, tag_id: from },
        { ticket_id: ticket.id, tag_id: into },
      ])
      .execute()
    const asked = await admin.post(`/desk/settings/tags/${from}`).type('form').send({ name: 'bulbs' }).expect(200)
    expect(asked.text).toContain('cannot be undone')
    await admin
      .post(`/desk/settings/tags/${from}`)
      .type('form')
      .send({ name: 'bulbs', merge: String(into) })
      .expect(303)
    const rows = await site.house.db
      .selectFrom('ticket_tags')
      .select('tag_id')
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect(rows).toEqual([{ tag_id: into }])
  })
})
