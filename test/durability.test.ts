/**
 * PRODUCT.md, "What never bends", 2: accepted means stored, and a retry makes no second ticket. On the embedded database,
 * whose process is killed again and again while people post.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../src/db/connect.ts'
import { formTo } from './support/html.ts'
import { freePort, type Server, startServer, temporaryFolder } from './support/server.ts'

const KILLS = 20
const POSTERS = 4

let place: Awaited<ReturnType<typeof temporaryFolder>>
let port: number
let server: Server | undefined
beforeAll(async () => {
  place = await temporaryFolder()
  port = await freePort()
})
afterAll(async () => {
  if (server?.child.exitCode === null && server.child.signalCode === null) await server.end('SIGKILL')
  await place.remove()
})

const start = () => startServer(place.folder, port, { TRUST_PROXY: 'loopback' })

type Post = { fields: Record<string, string>; sender: string; title: string; email: string }
type Accepted = Post & { location: string; cookie: string }

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

let count = 0

/** The form as the page gives it, filled in by somebody at an address of their own. */
async function fillIn(address: string): Promise<Post> {
  count += 1
  const n = count
  const { fields } = formTo(await (await fetch(`${address}/tickets/new`)).text(), '/tickets')
  const title = `Ticket ${n} of those that must not be lost`
  const email = n % 2 ? `person${n}@example.org` : ''
  const visibility = n % 3 ? 'private' : 'public'
  const text = `It stopped ${n} times today, and ${n * 7919} yesterday.`
  return {
    fields: { ...fields, title, text, visibility, email, seen: '1' },
    sender: `10.${n % 250}.${n >> 8}.${n & 255}`,
    title,
    email,
  }
}

/** Undefined when there was no answer: nobody knows whether it is stored. */
async function send(address: string, { fields, sender, title, email }: Post): Promise<Accepted | undefined> {
  const answer = await fetch(`${address}/tickets`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: address, 'x-forwarded-for': sender, 'accept-language': 'en' },
    body: new URLSearchParams(fields),
  }).catch(ignoreBroken)
  if (!answer) return undefined
  expect([title, answer.status]).toEqual([title, 303])
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { fields, sender, title, email, location: answer.headers.get('location') ?? '', cookie }
}

/** What fetch says of a connection that broke or was refused. */
function ignoreBroken(error: unknown): undefined {
  if (error instanceof TypeError) return undefined
  throw error
}

test(`killed ${KILLS} times in the middle of posting, it loses no ticket it has accepted and makes none twice`, async () => {
  const accepted: Accepted[] = []
  let unanswered: Post[] = []
  server = await start()

  for (let round = 0; round < KILLS; round++) {
    const { address } = server
    const known = accepted.length
    const pending: Post[] = []
    let killed = false
    const poster = async () => {
      while (!killed) {
        const post = unanswered.pop() ?? (await fillIn(address).catch(ignoreBroken))
        if (!post) return
        const done = await send(address, post)
        if (done) accepted.push(done)
        else pending.push(post)
      }
    }
    const posting = Promise.all(Array.from({ length: POSTERS }, poster))
    // At a moment that nobody chose, but only once posting is under way.
    while (accepted.length === known) {
      const over = await Promise.race([wait(20), posting.then(() => true)])
      if (over) throw new Error('the server stopped answering before it was killed')
    }
    await wait(Math.random() * 600)
    await server.end('SIGKILL')
    killed = true
    await posting

    server = await start()
    // The browser's own retry: the same form, sent again.
    unanswered = [...unanswered, ...pending]
    for (const { location, title, cookie } of accepted.slice(known)) {
      const page = await fetch(server.address + location, { headers: { cookie } })
      expect([title, page.status]).toEqual([title, 200])
      expect(await page.text()).toContain(title)
    }
  }
  for (const post of unanswered) {
    const done = await send(server.address, post)
    if (done) accepted.push(done)
  }
  await server.end('SIGTERM')
  expect(server.child.exitCode).toBe(0)

  const { db, close } = await connect({ folder: place.folder })
  try {
    const rows = await db.selectFrom('tickets').select(['id', 'title', 'review_state', 'requester_id']).execute()
    const titles = rows.map(({ title }) => title)
    expect(accepted.length).toBeGreaterThan(KILLS)
    expect(accepted.filter(({ title }) => !titles.includes(title))).toEqual([])
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([])

    // Each came whole: its person, its history, its notice.
    const people = await db.selectFrom('ticket_people').select('ticket_id').execute()
    const events = await db.selectFrom('events').select('ticket_id').where('type', '=', 'asked').execute()
    const ids = rows.map(({ id }) => id).sort((a, b) => a - b)
    expect(people.map(({ ticket_id: id }) => id).sort((a, b) => a - b)).toEqual(ids)
    expect(events.map(({ ticket_id: id }) => Number(id)).sort((a, b) => a - b)).toEqual(ids)
    const notices = await db.selectFrom('outbox').select('dedupe_key').execute()
    const wanted = rows
      .filter(
        ({ title, review_state: state }) =>
          state !== 'held' && accepted.some((one) => one.title === title && one.email),
      )
      .map(({ id }) => `ticket:${id}:received`)
    expect(wanted.length).toBeGreaterThan(0)
    expect(notices.map(({ dedupe_key: key }) => key).sort()).toEqual(wanted.sort())
  } finally {
    await close()
  }
}, 300_000)
