import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeReply, makeStaff, makeTicket, makeTickets } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

test('an empty wall says what will stand here and offers to begin', async () => {
  const { text, headers } = await site.visitor().get('/thanks').expect(200)
  expect(text).toContain('No thanks here yet')
  expect(text).toContain('/tickets/new?kind=thanks')
  expect(headers['x-robots-tag']).toBe('noindex')
})

test('shows thanks tickets with the team’s word on them, and thanks said for an answer with what it was for', async () => {
  const mira = await makeStaff(site.house, { name: 'Mira Novak' })
  const thanks = await makeTicket(site.house, {
    kind: 'thanks',
    source: 'You saved a wedding.',
    createdAt: hoursAgo(2),
  })
  await makeReply(site.house, thanks, { staff: mira, source: 'We read it aloud.' })
  const ticket = await makeTicket(site.house, { title: 'How to begin', columns: { thanked_at: hoursAgo(1) } })
  await makeReply(site.house, ticket, { byRequester: true, isThanks: true, source: 'It works, thank you!' })
  const silent = await makeTicket(site.house, { title: 'By a button only', columns: { thanked_at: hoursAgo(3) } })
  const { text } = await site.visitor().get('/thanks').expect(200)
  const order = [
    'It works, thank you!',
    'How to begin',
    'You saved a wedding.',
    'We read it aloud.',
    'By a button only',
  ]
  const places = order.map((words) => text.indexOf(words))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
  expect(text).toContain(`href="${silent.url}"`)
})

test('shows nothing private, held, removed or not yet looked at', async () => {
  const canary = { kind: 'thanks' as const, source: 'canarythanks' }
  await makeTicket(site.house, { ...canary, visibility: 'private' })
  await makeTicket(site.house, { ...canary, review_state: 'held' })
  await makeTicket(site.house, { ...canary, review_state: 'unreviewed' })
  await makeTicket(site.house, { ...canary, columns: { removed_at: new Date() } })
  const open = await makeTicket(site.house, { columns: { thanked_at: new Date() } })
  await makeReply(site.house, open, { byRequester: true, isThanks: true, audience: 'private', source: 'canarythanks' })
  await makeReply(site.house, open, { byRequester: true, isThanks: true, review_state: 'held', source: 'canarythanks' })
  expect((await site.visitor().get('/thanks')).text).not.toContain('canarythanks')
})

test('is turned by pages, each thanks on one page only', async () => {
  const created_at = hoursAgo(50)
  await makeTickets(site.house, 50, (n) => ({ kind: 'thanks', title: 'Thanks', excerpt: `thanks${n}.`, created_at }))
  const seen: string[] = []
  let url: string | undefined = '/thanks'
  for (let pages = 0; url && pages < 6; pages++) {
    const { text }: { text: string } = await site.visitor().get(url).expect(200)
    seen.push(...[...text.matchAll(/thanks(\d+)\./g)].map((match) => match[1] as string))
    url = /rel="next" href="([^"]+)"/.exec(text)?.[1]
  }
  expect(seen).toHaveLength(50)
  expect(new Set(seen).size).toBe(50)
})
