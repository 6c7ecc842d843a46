import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeStatus } from '../../src/tickets/commands.ts'
import { record } from '../../src/tickets/events.ts'
import { type MadeStaff, makeArticle, makeCategory, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, SITE_URL, type Site } from '../support/site.ts'
import { statementsOf } from '../support/statements.ts'

let site: Site
let mira: MadeStaff

beforeAll(async () => {
  site = await openSite()
  mira = await makeStaff(site.house, { name: 'Mira Novak' })
})
afterAll(() => site.close())

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
const main = (html: string) => html.slice(html.indexOf('<main'), html.indexOf('</main>'))

describe('the page of a public ticket', () => {
  test('answers in the first HTML: question, official answer with its article, and the conversation in order', async () => {
    const category = await makeCategory(site.house, { names: { en: 'Keys' } })
    const ticket = await makeTicket(site.house, {
      title: 'How do I rotate a key?',
      source: 'We must change it **often**.',
      requesterName: 'Anna K.',
      category,
      tags: ['keys', '403'],
      votes: 12,
      createdAt: hoursAgo(10),
    })
    const answer = await makeReply(site.house, ticket, {
      staff: mira,
      source: 'Two keys live side by side for a day.',
      createdAt: hoursAgo(8),
      official: true,
    })
    await makeReply(site.house, ticket, { byRequester: true, source: 'That did it.', createdAt: hoursAgo(7) })
    await makeArticle(site.house, { title: 'Changing keys', summary: 'Two at a time.', answers: [ticket] })
    const { text } = await site.visitor().get(ticket.url).expect(200)
    const page = main(text)
    expect(page).toMatch(/<h1[^>]*>How do I rotate a key\?<\/h1>/)
    expect(page).toContain('We must change it <strong>often</strong>.')
    expect(page).toContain('first reply in 2 hr')
    expect(page).toContain('12 people have this')
    expect(page).toContain('Official answer')
    expect(page).toContain('Changing keys')
    expect(page).toContain('Two at a time.')
    expect(page).toContain(`href="/categories/${category.slug}"`)
    expect(page).toContain('href="/tags/403"')
    expect(page.indexOf('Two keys live')).toBeLessThan(page.indexOf('That did it.'))
    expect(page.split('Two keys live')).toHaveLength(2)
    expect(page.split(`id="reply-${answer.id}"`)).toHaveLength(2)
  })

  test('is described by its answer, its question only until there is one', async () => {
    const ticket = await makeTicket(site.house, { source: 'Nobody has said a word about this yet.' })
    const before = await site.visitor().get(ticket.url)
    expect(before.text).toContain('<meta name="description" content="Nobody has said a word about this yet.">')
    await makeReply(site.house, ticket, { staff: mira, source: 'Say `a < b` & be *done*.' })
    const after = await site.visitor().get(ticket.url)
    expect(after.text).toContain('<meta name="description" content="Say a &lt; b &amp; be done.">')
  })

  test('shows what the requester called the solution when the team marked none', async () => {
    const ticket = await makeTicket(site.house)
    await makeReply(site.house, ticket, { name: 'Pete', source: 'Restart it.', solved: true })
    const page = main((await site.visitor().get(ticket.url)).text)
    expect(page).toContain('This solved it for whoever asked')
    expect(page.split('Restart it.')).toHaveLength(2)
  })

  test('tells each change of status between the messages, with its reason', async () => {
    const ticket = await makeTicket(site.house, { kind: 'idea', createdAt: hoursAgo(5) })
    const declined = site.house.taxonomy.now.byKind.idea.find(({ message_key }) => message_key === 'declined')
    const row = await site.house.db
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', ticket.id)
      .executeTakeFirstOrThrow()
    await makeReply(site.house, ticket, { name: 'Early', source: 'First words.', createdAt: hoursAgo(4) })
    await site.house.db.transaction().execute(async (trx) => {
      const actor = { personId: mira.personId, byStaff: true }
      if (declined) await changeStatus(trx, row, declined, actor, { reason: 'Nobody could <use> it.', at: hoursAgo(3) })
      await record(trx, ticket.id, 'assigned', actor, { to: 1 }, hoursAgo(3))
    })
    await makeReply(site.house, ticket, { name: 'Late', source: 'Last words.', createdAt: hoursAgo(2) })
    const page = main((await site.visitor().get(ticket.url)).text)
    const [first, change, last] = ['First words.', 'Nobody could &lt;use&gt; it.', 'Last words.'].map((text) =>
      page.indexOf(text),
    )
    expect(first).toBeGreaterThan(0)
    expect(change).toBeGreaterThan(first as number)
    expect(last).toBeGreaterThan(change as number)
    expect(page.match(/class="change"/g)).toHaveLength(1)
  })

  test('marks staff outside of the name, where no visitor can write', async () => {
    const ticket = await makeTicket(site.house, { requesterName: 'Team' })
    await makeReply(site.house, ticket, { staff: mira })
    await makeReply(site.house, ticket, { name: 'Team Mira', source: 'I am a visitor.' })
    const page = main((await site.visitor().get(ticket.url)).text)
    expect(page.match(/badge--staff/g)).toHaveLength(1)
    expect(page).toMatch(/<bdi class="author">Mira Novak<\/bdi> <span class="badge badge--staff">/)
  })

  test('says kindly when the question did not come along', async () => {
    const ticket = await makeTicket(site.house, { columns: { question_missing: true } })
    await makeReply(site.house, ticket, { staff: mira })
    const page = main((await site.visitor().get(ticket.url)).text)
    expect(page).toContain('The question itself did not come along')
    expect(page).not.toContain('first reply in')
  })

  test('speaks the language of its content, and marks every text that has another', async () => {
    const ticket = await makeTicket(site.house, {
      title: 'كيف أبدّل المفتاح؟',
      source: 'نريد ذلك دون توقف.',
      language: 'ar',
    })
    await makeReply(site.house, ticket, { staff: mira, source: 'Two keys at a time.', language: 'en' })
    const arabic = await site.visitor().get(ticket.url).set('accept-language', 'en')
    expect(arabic.text).toContain('<html lang="ar" dir="rtl">')
    expect(arabic.text).toContain('أضف ردًّا')
    expect(main(arabic.text)).toMatch(/<div class="message-body prose" lang="en" dir="ltr">/)
    const english = await site.visitor().get(ticket.url).set('cookie', 'earshot_lang=en')
    expect(english.text).toContain('<html lang="ar" dir="rtl">')
    expect(english.text).toMatch(/<body [^>]*lang="en" dir="ltr"/)
    expect(main(english.text)).toMatch(/<h1 lang="ar" dir="rtl">/)
    expect(main(english.text)).toMatch(/<div class="prose" lang="ar" dir="rtl">/)
    expect(english.headers['cache-control']).toBe('private, no-store')
  })

  test('answers 301 to its one address in one hop, whatever slug was asked and whatever hung on it', async () => {
    const ticket = await makeTicket(site.house, { title: 'Новый ключ?', language: 'ru' })
    for (const asked of [`${ticket.id}`, `${ticket.id}-`, `${ticket.id}-old-name`]) {
      const answer = await site.visitor().get(`/tickets/${asked}?utm_source=x`).expect(301)
      expect(answer.headers.location).toBe(ticket.url)
    }
    await site.visitor().get(ticket.url).expect(200)
    const bare = await makeTicket(site.house, { title: '???' })
    expect(bare.url).toBe(`/tickets/${bare.id}`)
    await site.visitor().get(bare.url).expect(200)
  })

  test('names itself as canonical, whatever is asked behind the ?', async () => {
    const ticket = await makeTicket(site.house)
    const { text, headers } = await site.visitor().get(`${ticket.url}?utm_source=x&fbclid=1&new=1`).expect(200)
    expect(text).toContain(`<link rel="canonical" href="${SITE_URL}${ticket.url}">`)
    expect(headers['x-robots-tag']).toBeUndefined()
    expect(text).not.toContain('We have it')
  })

  test('is the same for every stranger, byte for byte, sets no cookie and answers 304', async () => {
    const ticket = await makeTicket(site.house, { votes: 3 })
    await makeReply(site.house, ticket, { staff: mira, official: true })
    const one = await site.visitor().get(ticket.url)
    const two = await site.visitor().get(ticket.url).set('user-agent', 'Somebody else').set('accept-language', 'ar')
    expect(two.text).toBe(one.text)
    expect(one.headers['set-cookie']).toBeUndefined()
    expect(one.headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    expect(one.headers.vary).toContain('Cookie')
    expect(one.text).not.toMatch(/name="(form|token|csrf)"/)
    await site
      .visitor()
      .get(ticket.url)
      .set('if-none-match', one.headers.etag as string)
      .expect(304)
    await site
      .visitor()
      .get(ticket.url)
      .set('if-modified-since', one.headers['last-modified'] as string)
      .expect(304)
    const row = await site.house.db
      .selectFrom('tickets')
      .select('changed_at')
      .where('id', '=', ticket.id)
      .executeTakeFirstOrThrow()
    expect(one.headers['last-modified']).toBe(row.changed_at.toUTCString())
  })

  test('does not change by a note of staff', async () => {
    const ticket = await makeTicket(site.house)
    const before = await site.visitor().get(ticket.url)
    await makeReply(site.house, ticket, { staff: mira, audience: 'note', source: 'canarynote' })
    const after = await site.visitor().get(ticket.url)
    expect(after.text).toBe(before.text)
    expect(after.headers.etag).toBe(before.headers.etag)
  })

  test('costs a stranger two statements and no write, however much hangs on it', async () => {
    const ticket = await makeTicket(site.house, { tags: ['many', 'more'] })
    for (let i = 0; i < 5; i++) await makeReply(site.house, ticket, { staff: mira, official: i === 2 })
    await makeArticle(site.house, { answers: [ticket] })
    const statements = await statementsOf(site.house, () => site.visitor().get(ticket.url).expect(200))
    expect(statements).toHaveLength(2)
    expect(statements.filter((sql) => !/^select/i.test(sql))).toEqual([])
  })
})

describe('a text that nobody of the team has looked at', () => {
  test('is readable, kept from search engines, and its links lead nowhere', async () => {
    const source = 'Look at https://shop.example and [this](https://shop.example/x).'
    const ticket = await makeTicket(site.house, { review_state: 'unreviewed', source })
    const { text, headers } = await site.visitor().get(ticket.url).expect(200)
    expect(headers['x-robots-tag']).toBe('noindex')
    expect(main(text)).toContain('shop.example')
    expect(main(text)).not.toContain('href="https://shop.example')
  })

  test('as a reply is kept out of extracts, its links dead, the page listed all the same', async () => {
    const ticket = await makeTicket(site.house)
    await makeReply(site.house, ticket, { review_state: 'unreviewed', source: 'Buy at https://shop.example now' })
    const { text, headers } = await site.visitor().get(ticket.url).expect(200)
    expect(headers['x-robots-tag']).toBeUndefined()
    expect(main(text)).toMatch(/message-body prose"[^>]*data-nosnippet/)
    expect(main(text)).not.toContain('href="https://shop.example')
  })

  test('when held is seen by its author alone, who is told so, and by nobody once it is spam', async () => {
    const author = await site.known()
    const ticket = await makeTicket(site.house)
    const held = await makeReply(site.house, ticket, {
      personId: author.personId,
      review_state: 'held',
      source: 'canaryheld',
    })
    const own = main((await author.get(ticket.url)).text)
    expect(own).toContain('canaryheld')
    expect(own).toContain('Visible to others after a look')
    expect((await site.visitor().get(ticket.url)).text).not.toContain('canaryheld')
    await site.house.db.updateTable('replies').set({ review_state: 'spam' }).where('id', '=', held.id).execute()
    expect((await author.get(ticket.url)).text).not.toContain('canaryheld')
  })

  test('and held as a ticket is missing for everyone but its author, who is told what happens', async () => {
    const author = await site.known()
    const ticket = await makeTicket(site.house, { review_state: 'held', requesterId: author.personId })
    await site.visitor().get(ticket.url).expect(404)
    const { text, headers } = await author.get(ticket.url).expect(200)
    expect(text).toContain('Others can read it after one of us has had a look.')
    expect(headers['x-robots-tag']).toBe('noindex')
  })
})

describe('what the requester finds on the page', () => {
  test('right after asking: that we have it, what happens next, and the link to keep', async () => {
    const author = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: author.personId, visibility: 'private' })
    const { text, headers } = await author.get(`${ticket.url}?new=1`).expect(200)
    expect(text).toContain(`We have it. Ticket ${ticket.id}.`)
    expect(text).toContain('this link is the only way back')
    expect(text).toMatch(new RegExp(`value="${SITE_URL}/t/${ticket.id}-1-[\\w-]{22}"`))
    expect(text).toContain(`href="/tickets/${ticket.id}/secret-link.txt"`)
    expect(headers['cache-control']).toBe('private, no-store')
    expect(headers['x-robots-tag']).toBe('noindex')
    await site.house.db.updateTable('people').set({ email: 'a@b.example' }).where('id', '=', author.personId).execute()
    expect((await author.get(`${ticket.url}?new=1`)).text).not.toContain('this link is the only way back')
  })

  test('later, on a private ticket: who reads it, and the secret link', async () => {
    const author = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: author.personId, visibility: 'private' })
    const { text } = await author.get(ticket.url).expect(200)
    expect(text).toContain('Only you and our team can read this')
    expect(text).toContain(`${SITE_URL}/t/${ticket.id}-1-`)
    const guest = await site.known()
    await site.house.db
      .insertInto('ticket_people')
      .values({ ticket_id: ticket.id, person_id: guest.personId, role: 'guest' })
      .execute()
    const seen = await guest.get(ticket.url).expect(200)
    expect(seen.text).not.toContain('/t/')
  })

  test('editing and withdrawing for fifteen minutes, solving and thanking after an answer', async () => {
    const author = await site.known()
    const fresh = await makeTicket(site.house, { requesterId: author.personId })
    const page = main((await author.get(fresh.url)).text)
    expect(page).toContain(`/tickets/${fresh.id}/edit`)
    expect(page).toContain(`href="/tickets/${fresh.id}/withdraw"`)
    expect(page).not.toContain(`/tickets/${fresh.id}/thanks`)
    const old = await makeTicket(site.house, { requesterId: author.personId, createdAt: hoursAgo(1) })
    const reply = await makeReply(site.house, old, { staff: mira })
    const later = main((await author.get(old.url)).text)
    expect(later).not.toContain(`/tickets/${old.id}/edit`)
    expect(later).toContain(`action="/tickets/${old.id}/solved"`)
    expect(later).toContain(`name="reply" value="${reply.id}"`)
    expect(later).toContain(`action="/tickets/${old.id}/thanks"`)
    const stranger = main((await site.visitor().get(old.url)).text)
    for (const act of ['edit', 'withdraw', 'solved', 'thanks'])
      expect(stranger).not.toContain(`/tickets/${old.id}/${act}`)
  })

  test('a vote of their own for voters, and none to give for the requester', async () => {
    const voter = await site.known()
    const ticket = await makeTicket(site.house)
    expect(main((await voter.get(ticket.url)).text)).toMatch(/name="vote" value="1" aria-pressed="false"/)
    await site.house.db.insertInto('votes').values({ ticket_id: ticket.id, person_id: voter.personId }).execute()
    expect(main((await voter.get(ticket.url)).text)).toMatch(/name="vote" value="0" aria-pressed="true"/)
    expect(main((await site.visitor().get(ticket.url)).text)).toMatch(/name="vote" value="1" aria-pressed="false"/)
  })

  test('staff find the way to the desk, and never a note on the page that the customer sees', async () => {
    const agent = await site.staff()
    const ticket = await makeTicket(site.house)
    await makeReply(site.house, ticket, { staff: mira, audience: 'note', source: 'canarynote' })
    const { text } = await agent.get(ticket.url).expect(200)
    expect(text).toContain(`href="/desk/tickets/${ticket.id}"`)
    expect(text).not.toContain('canarynote')
  })
})

describe('a conversation of hundreds of replies', () => {
  test('is turned by pages of two hundred, in order, each reply on one page only', async () => {
    const ticket = await makeTicket(site.house, { createdAt: hoursAgo(2000) })
    const words = Array.from({ length: 450 }, (_, i) => i + 1)
    const person = ticket.requesterId
    await site.house.db
      .insertInto('replies')
      .values(
        words.map((n) => ({
          ticket_id: ticket.id,
          person_id: person,
          audience: 'public' as const,
          review_state: 'approved' as const,
          source: `word${n}`,
          html: `<p>word${n}</p>`,
          html_version: 1,
          // Several in one moment: the number then decides.
          created_at: new Date(hoursAgo(1000).getTime() + Math.floor(n / 7) * 60_000),
        })),
      )
      .execute()
    const seen: number[] = []
    let url: string | undefined = ticket.url
    for (let pages = 0; url && pages < 5; pages++) {
      const { text }: { text: string } = await site.visitor().get(url).expect(200)
      expect(Buffer.byteLength(text)).toBeLessThan(300_000)
      seen.push(...[...text.matchAll(/<p>word(\d+)<\/p>/g)].map((match) => Number(match[1])))
      url = /rel="next" href="([^"]+)"/.exec(text)?.[1]
    }
    expect(seen).toEqual(words)
    const last = await site.visitor().get(`${ticket.url}?replies=last`).expect(200)
    const back = /rel="prev" href="([^"]+)"/.exec(last.text)?.[1] as string
    expect(last.text).toContain('<p>word450</p>')
    expect(last.text).not.toContain('rel="next"')
    const middle = await site.visitor().get(back).expect(200)
    expect(middle.text).toContain('<p>word250</p>')
    expect(middle.text).not.toContain('<p>word251</p>')
    expect(middle.headers['x-robots-tag']).toBe('noindex')
    expect(middle.text).toContain(`<link rel="canonical" href="${SITE_URL}${back}">`)
  })

  test('begins at its beginning for a place that nobody wrote', async () => {
    const ticket = await makeTicket(site.house)
    await makeReply(site.house, ticket, { source: 'the only one' })
    for (const place of ['zzz', '1-1-1', '%00', "'", '-1', 'a'.repeat(300)]) {
      const { text } = await site.visitor().get(`${ticket.url}?after=${place}`).expect(200)
      expect(text).toContain('the only one')
    }
  })
})
