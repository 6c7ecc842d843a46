import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveSettings } from '../../src/settings/commands.ts'
import type { MadeTicket } from '../support/make.ts'
import { makeReply, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const post = (by: Browser, path: string, fields: Record<string, string> = {}) => by.post(path).type('form').send(fields)

/** Brings somebody in as staff do; their link, and their number as the page says it. */
async function bringIn(ticket: MadeTicket, name: string, email = ''): Promise<{ path: string; personId: string }> {
  await post(mira, `/desk/tickets/${ticket.id}/guests`, { name, email }).expect(303)
  const { text } = await mira.get(`/desk/tickets/${ticket.id}/people`).expect(200)
  const links = [...text.matchAll(/value="http:\/\/earshot\.test(\/g\/\d+-(\d+)-[\w-]+)"/g)]
  const [, path = '', personId = ''] = links.at(-1) ?? []
  return { path, personId }
}

async function opened(path: string): Promise<Browser> {
  const browser = site.visitor()
  await browser.get(path).expect(303)
  return browser
}

describe('a guest', () => {
  test('reads and replies on that one ticket by a link, under the name the history tells', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private', source: 'Only for few.' })
    const other = await makeTicket(site.house, { visibility: 'private', requesterId: ticket.requesterId })
    await makeReply(site.house, ticket, { staff: mira.made, source: 'Read by all on it.' })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'private', source: 'canaryhers' })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'note', source: 'canarynote' })
    const { path, personId } = await bringIn(ticket, 'Paulo of the plug-in')
    const guest = await opened(path)
    const page = (await guest.get(ticket.url).expect(200)).text
    expect(page).toContain('Only for few.')
    expect(page).toContain('Read by all on it.')
    expect(page).toContain('You were invited into this private ticket')
    expect(page).not.toContain('canary')
    expect(page).not.toMatch(/\/t\/\d/)
    await guest.get(other.url).expect(404)
    await guest.get(`/tickets/${ticket.id}/secret-link`).expect(403)
    await guest.get(`/tickets/${ticket.id}/edit`).expect(403)
    expect((await guest.get('/my').expect(200)).text).toContain(ticket.url)

    await post(guest, `/tickets/${ticket.id}/replies`, { text: 'The plug-in needs release 4.' }).expect(303)
    const reply = await site.house.db
      .selectFrom('replies')
      .select(['person_id', 'author_name', 'by_requester', 'review_state'])
      .where('ticket_id', '=', ticket.id)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(reply).toEqual({
      person_id: Number(personId),
      author_name: 'Paulo of the plug-in',
      by_requester: false,
      review_state: 'approved',
    })
    const desk = (await mira.get(`/desk/tickets/${ticket.id}`).expect(200)).text
    expect(desk).toMatch(/Guest brought in: .?Paulo of the plug-in/)
    expect(desk).toContain('<bdi>Paulo of the plug-in</bdi>')
  })

  test('reads a private reply only when it is for them', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    const one = await bringIn(ticket, 'One')
    const two = await bringIn(ticket, 'Two')
    const sent = await post(mira, `/desk/tickets/${ticket.id}/replies`, {
      text: 'canaryone',
      mode: 'private',
      addressee: one.personId,
      seen: '99999',
    })
    expect(sent.status).toBe(303)
    expect((await (await opened(one.path)).get(ticket.url)).text).toContain('canaryone')
    expect((await (await opened(two.path)).get(ticket.url)).text).not.toContain('canaryone')
  })

  test('sent away, reads nothing any more, on no device; the undo lets them in again', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    const { path, personId } = await bringIn(ticket, 'Paulo')
    const guest = await opened(path)
    const away = await post(mira, `/desk/tickets/${ticket.id}/guests/revoke`, { person: personId }).expect(303)
    await guest.get(ticket.url).expect(404)
    await site.visitor().get(path).expect(404)
    await post(guest, `/tickets/${ticket.id}/replies`, { text: 'Still here?' }).expect(404)
    expect((await guest.get('/my').expect(200)).text).not.toContain(ticket.url)
    expect((await mira.get(away.headers.location as string).expect(200)).text).toMatch(
      /Guest no longer reads along: .?Paulo/,
    )
    await post(mira, `/desk/tickets/${ticket.id}/guests/revoke`, { person: personId }).expect(404)
    const undo = await site.house.db.selectFrom('undos').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
    await post(mira, `/desk/undos/${undo.id}`, { ticket: String(ticket.id) }).expect(303)
    await guest.get(ticket.url).expect(200)
  })

  test('of a public ticket who was sent away is one of the public, and reads what was for them no longer', async () => {
    const ticket = await makeTicket(site.house)
    const { path, personId } = await bringIn(ticket, 'Paulo')
    const guest = await opened(path)
    await makeReply(site.house, ticket, {
      staff: mira.made,
      audience: 'private',
      addresseeId: Number(personId),
      source: 'canaryguest',
    })
    expect((await guest.get(ticket.url).expect(200)).text).toContain('canaryguest')
    await post(mira, `/desk/tickets/${ticket.id}/guests/revoke`, { person: personId }).expect(303)
    expect((await guest.get(ticket.url).expect(200)).text).not.toContain('canaryguest')
    const set = async (anonymousReplies: boolean) => {
      await site.house.db.transaction().execute((trx) => saveSettings(trx, { anonymousReplies }))
      await site.house.settings.refresh()
    }
    await set(false)
    await post(guest, `/tickets/${ticket.id}/replies`, { text: 'May I still?' }).expect(403)
    await set(true)
    await post(guest, `/tickets/${ticket.id}/replies`, { text: 'I pass by.', name: 'Passer' }).expect(303)
    const last = await site.house.db.selectFrom('replies').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(last.person_id).not.toBe(Number(personId))
  })

  test('is slowed down like anybody, under whatever link they write', async () => {
    const ticket = await makeTicket(site.house)
    const { path } = await bringIn(ticket, 'Paulo')
    const guest = await opened(path)
    await post(guest, `/tickets/${ticket.id}/replies`, { text: 'The plug-in is all right, says its author.' }).expect(
      303,
    )
    const { id } = await site.house.db
      .selectFrom('replies')
      .select('id')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const slow = { reply: String(id), mode: 'slow', whom: 'person', minutes: '60', days: '7' }
    await post(mira, `/desk/tickets/${ticket.id}/restrain`, slow).expect(303)
    await post(await opened(path), `/tickets/${ticket.id}/replies`, { text: 'And once more, I say.' }).expect(429)
  })

  test('is told by mail of what everybody on the ticket may read, with the guest link, never the secret one', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    const { path } = await bringIn(ticket, 'Paulo', 'paulo@example.org')
    const mails = async () =>
      (await site.house.db.selectFrom('outbox').select('message').orderBy('id').execute())
        .map(({ message }) => message as { to: string; name: string; link: string })
        .filter(({ to }) => to === 'paulo@example.org')
    expect(await mails()).toMatchObject([{ name: 'ticket_guest', link: path }])
    await post(mira, `/desk/tickets/${ticket.id}/replies`, { text: 'For her.', mode: 'private', seen: '99999' }).expect(
      303,
    )
    expect(await mails()).toHaveLength(1)
    await post(mira, `/desk/tickets/${ticket.id}/replies`, { text: 'For you.', mode: 'public', seen: '99999' }).expect(
      303,
    )
    expect(await mails()).toMatchObject([{}, { name: 'guest_replied', link: path }])
  })

  test('follows when the ticket goes on in another one that they may read', async () => {
    const [from, into] = [await makeTicket(site.house), await makeTicket(site.house)]
    const { path } = await bringIn(from, 'Paulo')
    await post(mira, `/desk/tickets/${from.id}/merge`, { into: String(into.id), reach: 'narrow' }).expect(303)
    expect((await site.visitor().get(path).expect(303)).headers.location).toBe(into.url)
  })
})

test('a guest who is joined with somebody else reads along by the same link', async () => {
  const ticket = await makeTicket(site.house, { visibility: 'private' })
  const { path, personId } = await bringIn(ticket, 'Paulo')
  const earlier = await site.known()
  const theirs = await makeTicket(site.house, { requesterId: Number(personId) })
  await post(mira, `/desk/tickets/${theirs.id}/person`, { other: String(earlier.personId) }).expect(303)
  const guest = await opened(path)
  await guest.get(ticket.url).expect(200)
  await earlier.get(theirs.url).expect(200)
})

test('a guest needs a name, an address that is one, and staff to bring them in', async () => {
  const ticket = await makeTicket(site.house)
  const wrong = await post(mira, `/desk/tickets/${ticket.id}/guests`, { name: ' ', email: 'nobody' }).expect(422)
  expect(wrong.text).toContain('value="nobody"')
  await post(site.visitor(), `/desk/tickets/${ticket.id}/guests`, { name: 'Eve' }).expect(303)
  const people = await site.house.db
    .selectFrom('ticket_people')
    .selectAll()
    .where('ticket_id', '=', ticket.id)
    .execute()
  expect(people).toHaveLength(1)
})

test('a link with a changed part opens nothing', async () => {
  const ticket = await makeTicket(site.house, { visibility: 'private' })
  const { path, personId } = await bringIn(ticket, 'Paulo')
  const other = await makeTicket(site.house, { visibility: 'private' })
  for (const forged of [
    path.replace(`${ticket.id}-`, `${other.id}-`),
    path.slice(0, -1),
    `/g/${ticket.id}-${personId}`,
    '/g/x',
  ]) {
    await site.visitor().get(forged).expect(404)
  }
})
