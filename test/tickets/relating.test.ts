import { afterAll, beforeAll, expect, test } from 'vitest'
import { relate } from '../../src/tickets/relating.ts'
import { type MadeTicket, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const relatedOn = async (ticket: MadeTicket) => {
  const { text } = await site.visitor().get(ticket.url).expect(200)
  const side = text.slice(text.indexOf('<aside class="side"'))
  return [...side.matchAll(/class="row-title"><a href="([^"]+)"/g)].map((match) => match[1])
}

test('tickets with titles alike are shown beside one another, from both sides, as soon as the later is written', async () => {
  const first = await makeTicket(site.house, { title: 'Export of the invoice list stops' })
  await makeTicket(site.house, { title: 'Dark theme, please' })
  const second = await makeTicket(site.house, { title: 'The invoice list export is empty' })
  await relate(site.house.db, second.id)
  expect(await relatedOn(second)).toEqual([first.url])
  expect(await relatedOn(first)).toEqual([second.url])
})

test('one made private or removed is gone from beside the others at once', async () => {
  const one = await makeTicket(site.house, { title: 'Restoring folders from yesterday' })
  const other = await makeTicket(site.house, { title: 'Restoring folders of yesterday fails' })
  await relate(site.house.db, other.id)
  expect(await relatedOn(one)).toEqual([other.url])
  await site.house.db.updateTable('tickets').set({ visibility: 'private' }).where('id', '=', other.id).execute()
  expect(await relatedOn(one)).toEqual([])
})

test('a private ticket is shown what is public, and beside nothing itself', async () => {
  const open = await makeTicket(site.house, { title: 'Changing the payment card' })
  const me = await site.known()
  const secret = await makeTicket(site.house, {
    title: 'Changing my payment card',
    visibility: 'private',
    requesterId: me.personId,
  })
  await relate(site.house.db, secret.id)
  expect((await me.get(secret.url)).text).toContain(`href="${open.url}"`)
  const rows = await site.house.db
    .selectFrom('related_tickets')
    .selectAll()
    .where('related_id', '=', secret.id)
    .execute()
  expect(rows).toEqual([])
})

test('a changed title finds anew', async () => {
  const ticket = await makeTicket(site.house, { title: 'Slow upload over mobile network' })
  const old = await makeTicket(site.house, { title: 'Upload slow on mobile network' })
  await relate(site.house.db, ticket.id)
  expect(await relatedOn(ticket)).toEqual([old.url])
  await site.house.db
    .updateTable('tickets')
    .set({ title: 'Quite another matter' })
    .where('id', '=', ticket.id)
    .execute()
  await relate(site.house.db, ticket.id)
  expect(await relatedOn(ticket)).toEqual([])
  await relate(site.house.db, 123_456)
})
