/** Accepted means stored: what was acknowledged is there after `kill -9`, on the embedded database too. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, type Server, startServer, temporaryFolder } from './support/server.ts'

const KILLS = 20
const POSTERS = 3

let place: Awaited<ReturnType<typeof temporaryFolder>>
let port: number
beforeAll(async () => {
  place = await temporaryFolder()
  port = await freePort()
})
afterAll(() => place.remove())

/** Each post comes from a network of its own: the limits against floods are not what is tested here. */
const from = (n: number) => ({ 'x-forwarded-for': `10.${(n >> 8) & 255}.${n & 255}.7` })

async function post(server: Server, n: number): Promise<{ words: string; location: string; cookie: string }> {
  const words = `Acknowledged number ${n} is never lost`
  const form = await (await fetch(`${server.address}/tickets/new`, { headers: from(n) })).text()
  const fields = {
    form: /name="form" value="([^"]+)"/.exec(form)?.[1] ?? '',
    seen: '1',
    kind: 'problem',
    title: words,
    text: `It happens again and again, and this is time ${n}.`,
    visibility: 'private',
    email: `person${n}@example.com`,
  }
  const answer = await fetch(`${server.address}/tickets`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...from(n), origin: server.address, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields),
  })
  if (answer.status !== 303) throw new Error(`posting answered ${answer.status}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { words, location: new URL(answer.headers.get('location') ?? '', server.address).pathname, cookie }
}

test(`kill -9 at any moment of posting loses no ticket that was acknowledged (${KILLS} times)`, async () => {
  const acknowledged: { words: string; location: string; cookie: string }[] = []
  let n = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await startServer(place.folder, port, { TRUST_PROXY: 'loopback' })
    let killed = false
    const poster = async () => {
      while (!killed) {
        try {
          acknowledged.push(await post(server, n++))
        } catch (error) {
          // The connection breaks when the process is killed; anything else is a fault.
          if (!killed) throw error
        }
      }
    }
    const posters = Array.from({ length: POSTERS }, poster)
    // At a moment that nobody chose, but only once posting is under way.
    const before = acknowledged.length
    while (acknowledged.length === before) {
      await Promise.race([new Promise((done) => setTimeout(done, 20)), ...posters])
    }
    await Promise.race([new Promise((done) => setTimeout(done, Math.random() * 400)), ...posters])
    killed = true
    await server.end('SIGKILL')
    await Promise.all(posters)
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS)

  const server = await startServer(place.folder, port, { TRUST_PROXY: 'loopback' })
  const lost: string[] = []
  for (const { words, location, cookie } of acknowledged) {
    const page = await fetch(server.address + location, { headers: { cookie } })
    if (page.status !== 200 || !(await page.text()).includes(words)) lost.push(words)
  }
  await server.end('SIGTERM')
  expect(lost).toEqual([])
  expect(new Set(acknowledged.map(({ location }) => location)).size).toBe(acknowledged.length)
}, 300_000)
