import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeArticle, makeCategory, makePerson, makeReply, makeStaff, makeTicket } from '../../support/make.ts'
import { type Browser, openSite, type Site } from '../../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const act = (ticket: { id: number }, name: string, fields: Record<string, string> = {}, browser: Browser = mira) =>
  browser.post(`/desk/tickets/${ticket.id}/${name}`).type('form').send(fields)
const rowOf = (ticket: { id: number }) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
const eventsOf = (ticket: { id: number }) =>
  site.house.db
    .selectFrom('events')
    .select(['type', 'data', 'is_public', 'person_id'])
    .where('ticket_id', '=', ticket.id)
    .orderBy('id')
    .execute()
const statusOf = (kind: 'question' | 'problem' | 'idea', key: string) => {
  const status = site.house.taxonomy.now.byKind[kind].find(({ message_key }) => message_key === key)
  if (!status) throw new Error(`no status ${key}`)
  return status
}
const open = async (ticket: { id: number }, query = '') =>
  (await mira.get(`/desk/tickets/${ticket.id}${query}`).expect(200)).text
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
/** The form of the undo line, as a browser would send it. */
const undo = (page: string) => {
  const form = /notice--undo[\s\S]*?<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/.exec(page)
  const fields = [...(form?.[2] ?? '').matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    value,
  ])
  return mira
    .post(form?.[1] ?? '/no-undo')
    .type('form')
    .send(Object.fromEntries(fields))
}

describe('a ticket on the desk', () => {
  test('shows all that was written, each message marked by who may read it', async () => {
    const requesterId = await makePerson(site.house, { name: 'Anna', email: 'anna@example.org' })
    const ticket = await makeTicket(site.house, {
      requesterId,
      requesterName: 'Anna K.',
      source: 'The **whole** text.',
    })
    await makeReply(site.house, ticket, { staff: mira.made, source: 'An open word.', official: true })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'private', source: 'A word aside.' })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'note', source: 'Among us.' })
    await makeReply(site.house, ticket, { byRequester: true, review_state: 'held', source: 'Held back.' })
    const page = await open(ticket)
    expect(page).toContain('The <strong>whole</strong> text.')
    const message = (words: string) => page.split('<article class="').find((one) => one.includes(words)) ?? ''
    expect(message('An open word.')).toContain('Official answer')
    expect(message('A word aside.')).toMatch(
      /^message message--private[\s\S]*Only for \u2068Anna K\.\u2069 and the team/,
    )
    expect(message('Among us.')).toMatch(/^message message--note[\s\S]*Note for the team/)
    expect(message('Held back.')).toMatch(/^message message--held[\s\S]*Held/)
    expect(page).toContain('mailto:anna@example.org')
  })

  test('tells who asked, in which language, what else they asked, and what it rests on', async () => {
    const requesterId = await makePerson(site.house)
    const ticket = await makeTicket(site.house, { requesterId, language: 'uk' })
    await makeTicket(site.house, { requesterId, title: 'Another private matter', visibility: 'private' })
    await makeTicket(site.house, { title: 'Somebody else entirely' })
    await makeArticle(site.house, { title: 'What it rests on', answers: [ticket] })
    const page = await open(ticket)
    expect(page).toContain('Ukrainian')
    expect(page).toContain('Another private matter')
    const side = page.slice(page.indexOf('desk-side'))
    expect(side).not.toContain('Somebody else entirely')
    expect(side).toContain('What it rests on')
    expect(page).toContain(`href="${ticket.url}"`)
  })

  test('shows the secret link only when asked to', async () => {
    const ticket = await makeTicket(site.house)
    const address = `http://earshot.test/t/${ticket.id}-1-`
    expect(await open(ticket)).not.toContain(address)
    expect(await open(ticket, '?link=1')).toContain(address)
  })

  test('has the queue beside it, and the way to the previous and the next', async () => {
    const made = []
    for (const hours of [30, 20, 10])
      made.push(await makeTicket(site.house, { kind: 'idea', createdAt: hoursAgo(hours) }))
    const [first, second, third] = made.map(({ id }) => `/desk/tickets/${id}?kind=idea`)
    const page = await open({ id: made[1]?.id ?? 0 }, '?kind=idea')
    expect(page).toContain(`rel="prev" href="${first}"`)
    expect(page).toContain(`rel="next" href="${third}"`)
    expect(page).toMatch(
      new RegExp(`q-row q-row--current[\\s\\S]*?href="${second?.replace('?', '\\?')}" aria-current="true"`),
    )
    expect(await open({ id: made[2]?.id ?? 0 }, '?kind=idea')).not.toContain('rel="next"')
  })

  test('warns that it is private, held or not yet reviewed', async () => {
    expect(await open(await makeTicket(site.house, { visibility: 'private' }))).toContain('Private: only whoever asked')
    expect(await open(await makeTicket(site.house, { review_state: 'held' }))).toContain('Held: only whoever asked')
    expect(await open(await makeTicket(site.house, { review_state: 'unreviewed' }))).toContain('Not yet reviewed:')
  })

  test('moves nothing by being looked at', async () => {
    const ticket = await makeTicket(site.house)
    const before = await rowOf(ticket)
    await open(ticket)
    expect(await rowOf(ticket)).toEqual(before)
    expect(await eventsOf(ticket)).toEqual([])
  })

  test('is not there for an unknown number', async () => {
    for (const number of ['999999', 'x', '0', '99999999999']) await mira.get(`/desk/tickets/${number}`).expect(404)
  })
})

describe('the status', () => {
  test('is set with an event, shown to everyone, mailed as a bare notice, and undone by one click', async () => {
    const requesterId = await makePerson(site.house, { email: 'told@example.org' })
    const ticket = await makeTicket(site.house, { requesterId, createdAt: hoursAgo(7) })
    const answer = await act(ticket, 'status', { status: String(statusOf('question', 'answered').id), in: 'view=open' })
    expect(answer.headers.location).toBe(`/desk/tickets/${ticket.id}?view=open&did=status_changed`)
    expect(await rowOf(ticket)).toMatchObject({ phase: 'done', waiting_since: null })
    expect((await site.visitor().get(ticket.url)).text).toContain('Answered')
    const { message } = await site.house.db
      .selectFrom('outbox')
      .select('message')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(message).toMatchObject({ kind: 'fixed', name: 'ticket_status', to: 'told@example.org' })

    const page = (await mira.get(answer.headers.location ?? '')).text
    await undo(page).expect(303)
    const row = await rowOf(ticket)
    expect(row.phase).toBe('open')
    // Not from now: the customer has waited all the while.
    expect(row.waiting_since).toEqual(row.created_at)
    expect((await eventsOf(ticket)).map(({ type }) => type)).toEqual(['status_changed', 'status_changed', 'undone'])
  })

  test.each(['closed'])('%s needs a reason, which the customer reads', async (key) => {
    const ticket = await makeTicket(site.house)
    const status = String(statusOf('question', key).id)
    for (const reason of [undefined, '', ' \n ']) {
      const { text } = await act(ticket, 'status', { status, ...(reason !== undefined && { reason }) }).expect(422)
      expect(text).toContain('id="f-tool-reason-error"')
      expect(text).toContain('one sentence that the customer reads')
      expect(text).toContain(`value="${status}" data-reason selected`)
    }
    expect(await rowOf(ticket)).toMatchObject({ phase: 'open' })
    await act(ticket, 'status', { status, reason: 'It was settled by telephone.' }).expect(303)
    expect((await site.visitor().get(ticket.url)).text).toContain('It was settled by telephone.')
    expect(await open(ticket)).toContain('It was settled by telephone.')
  })

  test('Not a problem and Declined need one too', async () => {
    for (const [kind, key] of [
      ['problem', 'not_a_problem'],
      ['idea', 'declined'],
    ] as const) {
      const ticket = await makeTicket(site.house, { kind })
      await act(ticket, 'status', { status: String(statusOf(kind, key).id) }).expect(422)
    }
  })

  test('of another kind, or of nobody, is refused beside its field', async () => {
    const ticket = await makeTicket(site.house)
    await act(ticket, 'status', { status: String(statusOf('idea', 'planned').id) }).expect(422)
    await act(ticket, 'status', { status: '999999' }).expect(422)
    await act(ticket, 'status', {}).expect(422)
    expect(await eventsOf(ticket)).toEqual([])
  })
})

describe('the assignee', () => {
  test('is oneself, a colleague or nobody, with undo; strangers see nothing of it', async () => {
    const colleague = await makeStaff(site.house, { name: 'Jonas Weber' })
    const ticket = await makeTicket(site.house)
    const before = (await site.visitor().get(ticket.url)).headers
    await act(ticket, 'assignee', { assignee: String(mira.made.id) }).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ assignee_id: mira.made.id })
    const answer = await act(ticket, 'assignee', { assignee: String(colleague.id) }).expect(303)
    const page = (await mira.get(answer.headers.location ?? '')).text
    expect(page).toContain('Assigned to \u2068Jonas Weber\u2069')
    await undo(page).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ assignee_id: mira.made.id })
    await act(ticket, 'assignee', { assignee: '0' }).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ assignee_id: null })
    const after = (await site.visitor().get(ticket.url)).headers
    expect([after.etag, after['last-modified']]).toEqual([before.etag, before['last-modified']])
    expect((await eventsOf(ticket)).every(({ is_public }) => !is_public)).toBe(true)
  })

  test('cannot be somebody who has left or never was here', async () => {
    const gone = await makeStaff(site.house)
    await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', gone.id).execute()
    const ticket = await makeTicket(site.house)
    await act(ticket, 'assignee', { assignee: String(gone.id) }).expect(422)
    await act(ticket, 'assignee', { assignee: '999999' }).expect(422)
    expect(await rowOf(ticket)).toMatchObject({ assignee_id: null })
  })
})

describe('category and tags', () => {
  test('the category is set, undone and taken off', async () => {
    const category = await makeCategory(site.house, { names: { en: 'Billing matters' } })
    const ticket = await makeTicket(site.house)
    const answer = await act(ticket, 'category', { category: String(category.id) }).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ category_id: category.id })
    expect((await site.visitor().get(ticket.url)).text).toContain('Billing matters')
    await undo((await mira.get(answer.headers.location ?? '')).text).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ category_id: null })
    await act(ticket, 'category', { category: '999999' }).expect(422)
  })

  test('tags are cleaned, made where they are new, replaced as a whole, and undone', async () => {
    const ticket = await makeTicket(site.house, { tags: ['old'] })
    const answer = await act(ticket, 'tags', { tags: ' New Thing,  , API؛new thing، <b>x</b> ' }).expect(303)
    const tagsOf = async () =>
      (
        await site.house.db
          .selectFrom('ticket_tags')
          .innerJoin('tags', 'tags.id', 'tag_id')
          .select('name')
          .where('ticket_id', '=', ticket.id)
          .orderBy('name')
          .execute()
      ).map(({ name }) => name)
    expect(await tagsOf()).toEqual(['api', 'bxb', 'new-thing'])
    await undo((await mira.get(answer.headers.location ?? '')).text).expect(303)
    expect(await tagsOf()).toEqual(['old'])
    await act(ticket, 'tags', { tags: '' }).expect(303)
    expect(await tagsOf()).toEqual([])
  })

  test('too many tags come back as they were typed, with the fault beside them', async () => {
    const ticket = await makeTicket(site.house)
    const tags = Array.from({ length: 11 }, (_, n) => `tag${n}`).join(', ')
    const { text } = await act(ticket, 'tags', { tags }).expect(422)
    expect(text).toContain(`value="${tags}"`)
    expect(text).toContain('At most 10 tags')
  })
})

describe('the kind', () => {
  test('changes with the status that says the same, else of the same phase, else the first', async () => {
    const cases = [
      ['question', 'in_review', 'problem', 'in_review'],
      ['problem', 'fixed', 'question', 'answered'],
      ['idea', 'planned', 'question', 'new'],
      ['question', 'waiting_for_you', 'idea', 'new'],
      ['question', 'closed', 'idea', 'completed'],
    ] as const
    for (const [from, status, to, becomes] of cases) {
      const ticket = await makeTicket(site.house, { kind: from, status })
      await act(ticket, 'kind', { kind: to }).expect(303)
      expect(await rowOf(ticket), `${status} → ${becomes}`).toMatchObject({
        kind: to,
        status_id: statusOf(to, becomes).id,
      })
      expect((await eventsOf(ticket)).map(({ type }) => type)).toEqual(['kind_changed'])
    }
  })

  test('as thanks it is done and waits for nobody; back as a question it waits as before', async () => {
    const ticket = await makeTicket(site.house, { createdAt: hoursAgo(5) })
    await act(ticket, 'kind', { kind: 'thanks' }).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ phase: 'done', waiting_since: null })
    await act(ticket, 'kind', { kind: 'question' }).expect(303)
    await act(ticket, 'status', { status: String(statusOf('question', 'new').id) }).expect(303)
    const row = await rowOf(ticket)
    expect(row).toMatchObject({ phase: 'open', waiting_since: row.created_at })
    await act(ticket, 'kind', { kind: 'complaint' }).expect(422)
  })
})

describe('an article', () => {
  test('can be unlinked again, which is an event', async () => {
    const ticket = await makeTicket(site.house)
    const article = await makeArticle(site.house, { title: 'Linked by mistake', answers: [ticket] })
    await act(ticket, 'unlink', { article: String(article.id) }).expect(303)
    expect((await site.visitor().get(ticket.url)).text).not.toContain('Linked by mistake')
    expect((await eventsOf(ticket)).at(-1)).toMatchObject({ type: 'unlinked', person_id: mira.made.personId })
    expect(await open(ticket)).toContain('Article unlinked: \u2068Linked by mistake\u2069')
  })
})

describe('what was just done', () => {
  test('is told to whoever did it, and to nobody who only opens the address', async () => {
    const ticket = await makeTicket(site.house)
    const { headers } = await act(ticket, 'assignee', { assignee: String(mira.made.id) }).expect(303)
    expect((await mira.get(headers.location ?? '')).text).toContain('notice--undo')
    const other = await site.staff()
    expect((await other.get(headers.location ?? '')).text).not.toContain('notice--undo')
    await site.house.db
      .updateTable('events')
      .set({ created_at: hoursAgo(1) })
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect((await mira.get(headers.location ?? '')).text).not.toContain('notice--undo')
  })
})

describe('whoever is not of the team', () => {
  const acts = {
    status: () => ({ status: String(statusOf('question', 'answered').id) }),
    assignee: () => ({ assignee: String(mira.made.id) }),
    category: () => ({ category: '' }),
    tags: () => ({ tags: 'spoiled' }),
    kind: () => ({ kind: 'idea' }),
    unlink: () => ({ article: '1' }),
  }

  test('is sent to sign in when looking, and changes nothing when acting, the requester too', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: known.personId })
    const before = await rowOf(ticket)
    for (const browser of [site.visitor(), known]) {
      const page = await browser.get(`/desk/tickets/${ticket.id}`).expect(303)
      expect(page.headers.location).toBe(`/sign-in?next=${encodeURIComponent(`/desk/tickets/${ticket.id}`)}`)
      for (const [name, fields] of Object.entries(acts)) {
        const refused = await act(ticket, name, fields(), browser)
        expect([303, 401, 403], name).toContain(refused.status)
      }
    }
    expect(await rowOf(ticket)).toEqual(before)
    expect(await eventsOf(ticket)).toEqual([])
  })

  test('gets the same answer for a number that does not exist', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    const [real, unknown] = await Promise.all(
      [ticket.id, 999_999].map((id) => site.visitor().get(`/desk/tickets/${id}`)),
    )
    expect(real?.status).toBe(unknown?.status)
    expect(real?.text.replaceAll(String(ticket.id), '')).toBe(unknown?.text.replaceAll('999999', ''))
  })

  test('cannot make a browser of the team act from another site', async () => {
    const ticket = await makeTicket(site.house)
    await act(ticket, 'assignee', { assignee: String(mira.made.id) })
      .set('origin', 'https://elsewhere.example')
      .expect(403)
    expect(await rowOf(ticket)).toMatchObject({ assignee_id: null })
  })
})
