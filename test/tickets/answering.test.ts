import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rememberLink } from '../../src/people/secret-links.ts'
import { type MadeTicket, makeArticle, makePerson, makeReply, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

type Fields = Record<string, string>

const send = (ticket: { id: number }, fields: Fields, browser: Browser = mira) =>
  browser
    .post(`/desk/tickets/${ticket.id}/replies`)
    .type('form')
    .send({ mode: 'public', ...fields })

const rowOf = (ticket: { id: number }) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
const repliesOf = (ticket: { id: number }) =>
  site.house.db.selectFrom('replies').selectAll().where('ticket_id', '=', ticket.id).orderBy('id').execute()
const eventsOf = async (ticket: { id: number }) =>
  (
    await site.house.db.selectFrom('events').select('type').where('ticket_id', '=', ticket.id).orderBy('id').execute()
  ).map(({ type }) => type)
/** What waits to be sent about the ticket. */
async function mailsOn(ticket: { id: number }): Promise<object[]> {
  const rows = await site.house.db.selectFrom('outbox').select('message').orderBy('id').execute()
  return rows
    .map(({ message }) => message)
    .filter((message) => JSON.stringify(message).includes(`"number":${ticket.id}}`))
}
const statusOf = (kind: 'question' | 'problem' | 'idea', key: string) => {
  const status = site.house.taxonomy.now.byKind[kind].find(({ message_key }) => message_key === key)
  if (!status) throw new Error(`no status ${key}`)
  return String(status.id)
}

/** A page with its headers, without what changes by itself. */
async function whole(browser: Browser, url: string) {
  const { status, text, headers } = await browser.get(url)
  const { date: _date, ...told } = headers
  return { status, text, headers: told }
}

describe('one submit', () => {
  test('sends the reply, links the article, sets the status, marks the answer and puts the notice', async () => {
    const requesterId = await makePerson(site.house, { email: 'anna@example.org' })
    const ticket = await makeTicket(site.house, { requesterId, requesterName: 'Anna' })
    const article = await makeArticle(site.house, { title: 'Two keys for a day' })
    const answer = await send(ticket, {
      text: 'Make the **second** first.',
      [`article-${article.id}`]: '1',
      status: statusOf('question', 'answered'),
      official: '1',
    }).expect(303)

    const [reply] = await repliesOf(ticket)
    expect(reply).toMatchObject({
      audience: 'public',
      by_staff: true,
      author_name: mira.made.name,
      person_id: mira.made.personId,
    })
    expect(answer.headers.location).toBe(`/desk/tickets/${ticket.id}?did=replied#reply-${reply?.id}`)
    const row = await rowOf(ticket)
    expect(row).toMatchObject({ phase: 'done', official_reply_id: reply?.id, waiting_since: null, reply_count: 1 })
    expect(row.first_reply_at).toEqual(reply?.created_at)
    expect(row.first_public_reply_at).toEqual(reply?.created_at)
    expect(await eventsOf(ticket)).toEqual(['replied', 'linked', 'status_changed', 'official_set'])

    const [message, ...others] = await mailsOn(ticket)
    expect(others).toEqual([])
    expect(message).toMatchObject({ kind: 'fixed', name: 'ticket_replied', to: 'anna@example.org' })
    expect(JSON.stringify(message)).not.toContain('second')
  })

  test('shows strangers the reply, the status and the article, which counts the ticket', async () => {
    const ticket = await makeTicket(site.house, { title: 'How do I change my key?' })
    const article = await makeArticle(site.house, { title: 'Changing keys calmly' })
    await send(ticket, {
      text: 'As the article says.',
      [`article-${article.id}`]: '1',
      status: statusOf('question', 'answered'),
      official: '1',
    }).expect(303)
    const { text } = await site.visitor().get(ticket.url).expect(200)
    expect(text).toContain('As the article says.')
    expect(text).toContain('Changing keys calmly')
    expect(text).toContain('Official answer')
    expect(text).toContain('Answered')
    const { text: onArticle } = await site.visitor().get(`/kb/${article.id}-${article.slug}`).expect(200)
    expect(onArticle).toContain('How do I change my key?')
  })

  test('an article linked by a private reply stands on the ticket for its readers alone, until all may read a link', async () => {
    const requester = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: requester.personId, title: 'Whose key is this?' })
    const article = await makeArticle(site.house, { title: 'When a key has leaked' })
    const articleUrl = `/kb/${article.id}-${article.slug}`
    const stranger = site.visitor()
    const before = [await whole(stranger, ticket.url), await whole(stranger, articleUrl)]
    const { changed_at } = await rowOf(ticket)
    await send(ticket, { mode: 'private', text: 'Yours has leaked.', [`article-${article.id}`]: '1' }).expect(303)
    expect([await whole(stranger, ticket.url), await whole(stranger, articleUrl)]).toEqual(before)
    expect((await rowOf(ticket)).changed_at).toEqual(changed_at)

    const link = rememberLink(site.house.secret, [], { id: ticket.id, version: ticket.linkVersion })
    const byLink = site.visitor().set('cookie', `earshot_links=${link}`)
    for (const reader of [requester, byLink, mira])
      expect((await reader.get(ticket.url)).text).toContain('When a key has leaked')
    const oldLink = rememberLink(site.house.secret, [], { id: ticket.id, version: ticket.linkVersion + 1 })
    expect((await site.visitor().set('cookie', `earshot_links=${oldLink}`).get(ticket.url)).text).not.toContain(
      'When a key has leaked',
    )

    const unlink = () =>
      mira
        .post(`/desk/tickets/${ticket.id}/unlink`)
        .type('form')
        .send({ article: String(article.id) })
        .expect(303)
    await unlink()
    expect((await rowOf(ticket)).changed_at).toEqual(changed_at)
    expect((await requester.get(ticket.url)).text).not.toContain('When a key has leaked')
    await send(ticket, { mode: 'private', text: 'It has, really.', [`article-${article.id}`]: '1' }).expect(303)

    await send(ticket, { text: 'For everybody: look here.', [`article-${article.id}`]: '1', seen: '999999' }).expect(
      303,
    )
    expect((await stranger.get(ticket.url)).text).toContain('When a key has leaked')
    expect((await stranger.get(articleUrl)).text).toContain('Whose key is this?')
  })

  test('leaves nothing behind when any part of it fails', async () => {
    const requesterId = await makePerson(site.house, { email: 'whole@example.org' })
    const ticket = await makeTicket(site.house, { requesterId })
    const article = await makeArticle(site.house)
    const before = await rowOf(ticket)
    await sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'`.execute(
      site.house.db,
    )
    await sql`CREATE TRIGGER refuse BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION refuse()`.execute(
      site.house.db,
    )
    const { text } = await send(ticket, {
      text: 'This must not be half there.',
      [`article-${article.id}`]: '1',
      status: statusOf('question', 'answered'),
      official: '1',
    }).expect(500)
    await sql`DROP FUNCTION refuse CASCADE`.execute(site.house.db)
    expect(text).toContain('This must not be half there.')
    expect(await repliesOf(ticket)).toEqual([])
    expect(await eventsOf(ticket)).toEqual([])
    expect(await rowOf(ticket)).toEqual(before)
    const links = await site.house.db
      .selectFrom('links')
      .select('article_id')
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect(links).toEqual([])
  })

  test('is one reply however often it is sent', async () => {
    const ticket = await makeTicket(site.house)
    const words = { text: 'Sent by an impatient finger.' }
    const [first, second] = await Promise.all([send(ticket, words), send(ticket, words)])
    expect([first.status, second.status]).toEqual([303, 303])
    expect(first.headers.location).toBe(second.headers.location)
    expect(await repliesOf(ticket)).toHaveLength(1)
  })

  test('leads on to who waits next when asked to, and else stays on the ticket', async () => {
    const days = (n: number) => new Date(Date.now() - n * 86_400_000)
    const category = { in: 'kind=problem' }
    const first = await makeTicket(site.house, { kind: 'problem', createdAt: days(400) })
    const second = await makeTicket(site.house, { kind: 'problem', createdAt: days(399) })
    const answer = await send(first, { text: 'On to the next one.', after: 'next', ...category }).expect(303)
    expect(answer.headers.location).toBe(`/desk/tickets/${second.id}?kind=problem`)
    const last = await send(second, { text: 'And that was all.', after: 'next', ...category }).expect(303)
    expect(last.headers.location).toBe('/desk?kind=problem')
  })

  test('carries attachments, which come back named when something else was wrong', async () => {
    const ticket = await makeTicket(site.house)
    const wrong = await mira
      .post(`/desk/tickets/${ticket.id}/replies`)
      .field('mode', 'public')
      .field('text', '')
      .attach('files', Buffer.from('line one\nline two\n'), 'steps.log')
      .expect(422)
    const kept = /name="kept" value="([^"]+)"/.exec(wrong.text)?.[1] ?? ''
    expect(wrong.text).toContain('steps.log')
    await send(ticket, { text: 'See the log.', kept }).expect(303)
    const [reply] = await repliesOf(ticket)
    const files = await site.house.db.selectFrom('attachments').selectAll().where('ticket_id', '=', ticket.id).execute()
    expect(files).toMatchObject([{ name: 'steps.log', reply_id: reply?.id }])
  })
})

describe('what is wrong with a reply', () => {
  test('stands beside its field, with everything typed still there', async () => {
    const ticket = await makeTicket(site.house)
    const article = await makeArticle(site.house, { title: 'Kept and ticked' })
    const { text } = await send(ticket, {
      text: 'We will not do this.',
      [`article-${article.id}`]: '1',
      status: statusOf('question', 'closed'),
      official: '1',
    }).expect(422)
    expect(text).toContain('We will not do this.')
    expect(text).toMatch(new RegExp(`name="article-${article.id}" value="1" checked`))
    expect(text).toMatch(/name="official" value="1" checked/)
    expect(text).toContain('id="f-reason-error"')
    expect(text).toContain('href="#f-reason"')
    expect(await repliesOf(ticket)).toEqual([])

    await send(ticket, {
      text: 'We will not do this.',
      status: statusOf('question', 'closed'),
      reason: 'It would break what others rely on.',
    }).expect(303)
    const { text: page } = await site.visitor().get(ticket.url)
    expect(page).toContain('It would break what others rely on.')
  })

  test('is said for an empty text, a status of another kind, and an article that is no longer published', async () => {
    const ticket = await makeTicket(site.house)
    const draft = await makeArticle(site.house, { state: 'draft' })
    expect((await send(ticket, { text: ' ' }).expect(422)).text).toContain('id="f-text-error"')
    await send(ticket, { text: 'x', status: statusOf('idea', 'planned') }).expect(422)
    await send(ticket, { text: 'x', status: '999999' }).expect(422)
    await send(ticket, { text: 'x', [`article-${draft.id}`]: '1' }).expect(422)
    await send(ticket, { text: 'x', mode: 'everyone' }).expect(422)
    expect(await repliesOf(ticket)).toEqual([])
  })

  test('is not the end of it when the session has run out meanwhile: the page gives the text back', async () => {
    const ticket = await makeTicket(site.house)
    const tired = await site.staff()
    await site.house.db.deleteFrom('sessions').where('staff_id', '=', tired.made.id).execute()
    const refused = await send(ticket, { text: 'An hour of thinking.', mode: 'private' }, tired).expect(403)
    expect(refused.text).toContain('An hour of thinking.')
    expect(refused.text).toContain(`action="/desk/tickets/${ticket.id}/replies"`)
    expect(refused.text).toContain('name="mode" value="private"')
    expect(await repliesOf(ticket)).toEqual([])
  })

  test('a preview, or a search for articles without script, sends nothing and loses nothing', async () => {
    const ticket = await makeTicket(site.house)
    const article = await makeArticle(site.house, { title: 'Quarterly invoices' })
    const preview = await send(ticket, { text: 'Look: *slanted*', mode: 'private', preview: '1' }).expect(200)
    expect(preview.text).toContain('<em>slanted</em>')
    expect(preview.text).toMatch(/value="private" id="mode-private"[^>]* checked/)
    const found = await send(ticket, { text: 'See here:', act: 'find', find: 'quarterly' }).expect(200)
    expect(found.text).toContain('See here:')
    expect(found.text).toContain(`name="article-${article.id}"`)
    expect(await repliesOf(ticket)).toEqual([])
  })
})

describe('two who answer at once', () => {
  test('the second is shown what came in first, keeps the text, and may then send it', async () => {
    const ticket = await makeTicket(site.house)
    const { text: page } = await mira.get(`/desk/tickets/${ticket.id}`).expect(200)
    expect(page).not.toContain('name="seen"')
    const { id } = await makeReply(site.house, ticket, { byRequester: true, source: 'I found it myself, never mind.' })

    const refused = await send(ticket, { text: 'Here is how you do it.' }).expect(409)
    expect(refused.text).toContain('I found it myself, never mind.')
    expect(refused.text).toContain('Here is how you do it.')
    expect(refused.text).toContain('Somebody has written in the meantime')
    expect(refused.text).toContain(`name="seen" value="${id}"`)
    expect(await repliesOf(ticket)).toHaveLength(1)

    await send(ticket, { text: 'Here is how you do it.', seen: String(id) }).expect(303)
    expect(await repliesOf(ticket)).toHaveLength(2)
  })

  test("a colleague's note counts too, one's own does not, and a note itself is never refused", async () => {
    const ticket = await makeTicket(site.house)
    await send(ticket, { mode: 'note', text: 'I am on it.' }).expect(303)
    await send(ticket, { text: 'Done.' }).expect(303)
    const other = await site.staff()
    await send(ticket, { text: 'Me too, done.' }, other).expect(409)
    await send(ticket, { mode: 'note', text: 'Oh, you were quicker.' }, other).expect(303)
  })
})

describe('a note', () => {
  test('moves no byte and no header of any public page, list or search', async () => {
    const ticket = await makeTicket(site.house, { title: 'A quiet ticket about walruses', tags: ['walrus'] })
    const pages = [ticket.url, '/tickets', '/tickets?sort=activity', '/', '/search?q=walruses', '/tags/walrus']
    const before = await Promise.all(pages.map((url) => whole(site.visitor(), url)))
    const row = await rowOf(ticket)
    await send(ticket, { mode: 'note', text: 'canary walruses hate mondays' }).expect(303)
    expect(await Promise.all(pages.map((url) => whole(site.visitor(), url)))).toEqual(before)
    expect(await rowOf(ticket)).toEqual(row)
    for (const url of ['/search?q=canary', '/search?q=mondays', ticket.url]) {
      expect((await site.visitor().get(url)).text).not.toContain('hate mondays')
    }
    expect(await eventsOf(ticket)).toEqual(['noted'])
  })

  test('is read by staff only: not by the requester, and not on the public page by staff', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: known.personId })
    await send(ticket, { mode: 'note', text: 'canary note' }).expect(303)
    expect((await known.get(ticket.url).expect(200)).text).not.toContain('canary note')
    expect((await mira.get(ticket.url).expect(200)).text).not.toContain('canary note')
    expect((await mira.get(`/desk/tickets/${ticket.id}`).expect(200)).text).toContain('canary note')
  })

  test('links nothing, answers nothing and mails nobody, whatever is ticked beside it', async () => {
    const requesterId = await makePerson(site.house, { email: 'note@example.org' })
    const ticket = await makeTicket(site.house, { requesterId, review_state: 'unreviewed' })
    const article = await makeArticle(site.house)
    await send(ticket, {
      mode: 'note',
      text: 'For us.',
      official: '1',
      status: statusOf('question', 'answered'),
      [`article-${article.id}`]: '1',
    }).expect(303)
    const row = await rowOf(ticket)
    expect(row).toMatchObject({
      phase: 'open',
      official_reply_id: null,
      first_reply_at: null,
      review_state: 'unreviewed',
    })
    expect(row.waiting_since).not.toBeNull()
    const mails = await mailsOn(ticket)
    expect(mails).toEqual([])
    expect((await site.visitor().get(ticket.url)).text).not.toContain('/kb/')
  })
})

describe('a private reply', () => {
  async function privately(requester: { personId: number }): Promise<MadeTicket> {
    const ticket = await makeTicket(site.house, { requesterId: requester.personId })
    await send(ticket, { mode: 'private', text: 'canary: your number is 4711' }).expect(303)
    return ticket
  }

  test('is read by its addressee and staff, not by strangers, other visitors or a guest', async () => {
    const requester = await site.known()
    const ticket = await privately(requester)
    const guest = await site.known()
    await site.house.db
      .insertInto('ticket_people')
      .values({ ticket_id: ticket.id, person_id: guest.personId, role: 'guest' })
      .execute()
    expect((await requester.get(ticket.url)).text).toContain('canary')
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).toContain('canary')
    for (const other of [site.visitor(), await site.known(), guest]) {
      expect((await other.get(ticket.url).expect(200)).text).not.toContain('canary')
    }
    expect((await site.visitor().get('/search?q=canary')).text).not.toContain('4711')
  })

  test('is read in a browser that opened the secret link, until the link is renewed', async () => {
    const ticket = await privately(await site.known())
    const linked = site.visitor()
    const cookie = rememberLink(site.house.secret, [], { id: ticket.id, version: ticket.linkVersion })
    linked.jar.setCookie(`earshot_links=${cookie}; Path=/`, '127.0.0.1', '/')
    expect((await linked.get(ticket.url)).text).toContain('canary')
    await mira.post(`/desk/tickets/${ticket.id}/link`).type('form').send({}).expect(303)
    expect((await linked.get(ticket.url).expect(200)).text).not.toContain('canary')
  })

  test('tells strangers nothing: their page stays as it was, to the byte', async () => {
    const requester = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: requester.personId })
    const pages = [ticket.url, '/tickets?sort=activity']
    const before = await Promise.all(pages.map((url) => whole(site.visitor(), url)))
    await send(ticket, { mode: 'private', text: 'Between us.' }).expect(303)
    expect(await Promise.all(pages.map((url) => whole(site.visitor(), url)))).toEqual(before)
    expect(await rowOf(ticket)).toMatchObject({ waiting_since: null, first_public_reply_at: null })
    expect((await rowOf(ticket)).first_reply_at).not.toBeNull()
  })

  test('may go to another visitor who wrote on the ticket, and then not to the requester; to nobody else', async () => {
    const requester = await site.known()
    const other = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: requester.personId })
    const { id } = await makeReply(site.house, ticket, { personId: other.personId, name: 'Pete' })
    const seen = String(id)
    const { text: form } = await mira.get(`/desk/tickets/${ticket.id}`)
    expect(form).toMatch(new RegExp(`<option value="${other.personId}">Pete</option>`))
    const words = { mode: 'private', text: 'canary for Pete', seen }
    await send(ticket, { ...words, addressee: String(await makePerson(site.house)) }).expect(422)
    await send(ticket, { ...words, addressee: String(other.personId) }).expect(303)
    expect((await other.get(ticket.url)).text).toContain('canary for Pete')
    expect((await requester.get(ticket.url)).text).not.toContain('canary for Pete')
    const { text: desk } = await mira.get(`/desk/tickets/${ticket.id}`)
    expect(desk).toMatch(/Only for \u2068Pete\u2069 and the team/)
  })
})

describe('a ticket that strangers cannot read', () => {
  test('has a reply to the customer instead of a public one', async () => {
    const secret = await makeTicket(site.house, { visibility: 'private' })
    const held = await makeTicket(site.house, { review_state: 'held' })
    const open = await makeTicket(site.house)
    for (const ticket of [secret, held]) {
      const { text } = await mira.get(`/desk/tickets/${ticket.id}`)
      expect(text).toContain('Reply to the customer')
      expect(text).not.toContain('Public reply')
    }
    expect((await mira.get(`/desk/tickets/${open.id}`)).text).toContain('Public reply')
  })

  test('stays private when answered, and its answer with it', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    await send(ticket, { text: 'canary answer' }).expect(303)
    await site.visitor().get(ticket.url).expect(404)
    expect(await rowOf(ticket)).toMatchObject({ visibility: 'private', was_public: false })
  })

  test('an unreviewed or held public one is approved by a public reply, and by no other', async () => {
    for (const review_state of ['unreviewed', 'held'] as const) {
      const ticket = await makeTicket(site.house, { review_state })
      await send(ticket, { mode: 'private', text: 'To you alone.' }).expect(303)
      expect(await rowOf(ticket)).toMatchObject({ review_state })
      await send(ticket, { text: 'To all.' }).expect(303)
      expect(await rowOf(ticket)).toMatchObject({ review_state: 'approved', was_public: true })
      expect(await eventsOf(ticket)).toContain('approved')
      await site.visitor().get(ticket.url).expect(200)
    }
  })
})

describe('the form as it opens', () => {
  test('would answer a question officially, and leaves problems and ideas as they stand', async () => {
    const question = await mira.get(`/desk/tickets/${(await makeTicket(site.house)).id}`)
    expect(question.text).toMatch(new RegExp(`value="${statusOf('question', 'answered')}" selected>Answered`))
    expect(question.text).toMatch(/name="official" value="1" checked/)
    for (const kind of ['problem', 'idea'] as const) {
      const { text } = await mira.get(`/desk/tickets/${(await makeTicket(site.house, { kind })).id}`)
      expect(text).toMatch(/name="status">\s*<option value="" selected>/)
      expect(text).not.toMatch(/name="official" value="1" checked/)
    }
  })

  test('says in three verbs what it will do', async () => {
    const { text } = await mira.get(`/desk/tickets/${(await makeTicket(site.house)).id}`)
    for (const words of ['if-public">Send reply', 'if-private">Send privately', 'if-note">Save note']) {
      expect(text).toContain(words)
    }
  })

  test('suggests articles that fit the ticket, unless they are linked already', async () => {
    const article = await makeArticle(site.house, { title: 'Restoring a zebra backup on a new computer' })
    const ticket = await makeTicket(site.house, { title: 'restoring a zebra backup on my new computer' })
    const box = `name="article-${article.id}"`
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).toContain(box)
    await send(ticket, { text: 'See there.', [`article-${article.id}`]: '1' }).expect(303)
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).not.toContain(box)
  })
})

describe('the picker', () => {
  test('finds published articles by the beginnings of words, and drafts never', async () => {
    const ticket = await makeTicket(site.house)
    const published = await makeArticle(site.house, { title: 'Paying by invoice in Xanadu' })
    const draft = await makeArticle(site.house, { title: 'Paying in Xanadu, unfinished', state: 'draft' })
    const internal = await makeArticle(site.house, { title: 'Paying in Xanadu, for us', state: 'internal' })
    const { text } = await mira.get(`/desk/articles/pick?ticket=${ticket.id}&q=xana`).expect(200)
    expect(text).toContain(`article-${published.id}`)
    expect(text).not.toContain(`article-${draft.id}`)
    expect(text).not.toContain(`article-${internal.id}`)
    const nothing = await mira.get(`/desk/articles/pick?ticket=${ticket.id}&q=${encodeURIComponent('%_\\ "')}`)
    expect(nothing.status).toBe(200)
    expect(nothing.headers['cache-control']).toContain('no-store')
  })
})

describe('the official answer', () => {
  const mark = (replyId: number, on: boolean, browser: Browser = mira) =>
    browser
      .post(`/desk/replies/${replyId}/official`)
      .type('form')
      .send(on ? { official: '1' } : {})

  test('can be set and unset later, on a public reply of staff only', async () => {
    const ticket = await makeTicket(site.house)
    const ours = await makeReply(site.house, ticket, { staff: mira.made })
    const note = await makeReply(site.house, ticket, { staff: mira.made, audience: 'note' })
    const theirs = await makeReply(site.house, ticket, { byRequester: true })
    await mark(ours.id, true).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ official_reply_id: ours.id })
    await mark(note.id, true).expect(422)
    await mark(theirs.id, true).expect(422)
    await mark(ours.id, false).expect(303)
    expect(await rowOf(ticket)).toMatchObject({ official_reply_id: null })
    expect(await eventsOf(ticket)).toEqual(['official_set', 'official_unset'])
  })
})

describe('whoever is not of the team', () => {
  test('can neither answer, nor pick, nor mark', async () => {
    const ticket = await makeTicket(site.house)
    const { id } = await makeReply(site.house, ticket, { staff: mira.made })
    for (const browser of [site.visitor(), await site.known()]) {
      for (const url of [`/desk/tickets/${ticket.id}/replies`, `/desk/replies/${id}/official`]) {
        const refused = await browser.post(url).type('form').send({ mode: 'public', text: 'I am staff, honestly' })
        expect([303, 401, 403]).toContain(refused.status)
      }
      const page = await browser.get(`/desk/articles/pick?ticket=${ticket.id}&q=x`).expect(303)
      expect(page.headers.location).toMatch(/^\/sign-in/)
    }
    expect(await repliesOf(ticket)).toHaveLength(1)
  })
})
