import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { COST, hashPassword } from '../../src/people/passwords.ts'
import { safeNext } from '../../src/people/urls.ts'
import type { MadeStaff } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { cookieOf, makeMember, PASSWORD, PRIVATE_PAGE, signIn } from './members.ts'

let site: Site
let mira: MadeStaff

beforeAll(async () => {
  site = await openSite({ TRUST_PROXY: '127.0.0.1' })
  mira = await makeMember(site)
})
beforeEach(async () => {
  await site.house.db.deleteFrom('buckets').execute()
})
afterAll(() => site.close())

/** A browser at another address of the world. */
const at = (ip: string) => site.visitor().set('x-forwarded-for', ip)

test('the sign-in page is a form with labels that password keepers understand, for nobody to keep', async () => {
  const answer = await site.visitor().get('/sign-in').expect(200)
  expect(answer.headers).toMatchObject(PRIVATE_PAGE)
  expect(answer.text).toMatch(/<label for="f-email">[\s\S]*autocomplete="username"/)
  expect(answer.text).toMatch(/<label for="f-password">[\s\S]*autocomplete="current-password"/)
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('whoever knows the password gets a new session and is led to where they wanted to go', async () => {
  const browser = site.visitor()
  const asked = await browser.get('/desk/account?done=profile').expect(303)
  expect(asked.headers.location).toBe('/sign-in?next=%2Fdesk%2Faccount%3Fdone%3Dprofile')
  const answer = await signIn(browser, mira.email.toUpperCase(), PASSWORD, { next: '/desk/account' }).expect(303)
  expect(answer.headers.location).toBe('/desk/account')
  const line = (answer.headers['set-cookie'] as unknown as string[]).find((text) => text.startsWith('earshot_session='))
  expect(line).toMatch(/; HttpOnly/)
  expect(line).toMatch(/; SameSite=Lax/)
  await browser.get('/desk/account').expect(200)
  const again = await browser.get('/sign-in?next=/desk/account').expect(303)
  expect(again.headers.location).toBe('/desk/account')
})

test('a wrong password, an unknown address and a deactivated account are answered alike', async () => {
  const gone = await makeMember(site)
  await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', gone.id).execute()
  const imported = await makeMember(site)
  await site.house.db.updateTable('staff').set({ password_hash: null }).where('id', '=', imported.id).execute()

  const bodies = await Promise.all(
    [
      [mira.email, 'not the right words'],
      ['nobody@fernhold.test', PASSWORD],
      [gone.email, PASSWORD],
      [imported.email, PASSWORD],
    ].map(async ([email = '', password = '']) => {
      const answer = await signIn(site.visitor(), email, password).expect(422)
      expect(cookieOf(answer, 'earshot_session')).toBeUndefined()
      expect(answer.text).not.toContain(password)
      return answer.text.replaceAll(email, 'EMAIL')
    }),
  )
  expect(new Set(bodies).size).toBe(1)
  expect(bodies[0]).toContain('do not belong together')
})

test('signing in never takes over a session id the browser brought, and ends the one before', async () => {
  const browser = site.visitor()
  browser.jar.setCookie('earshot_session=chosen-by-somebody-else; Path=/', '127.0.0.1', '/')
  const first = cookieOf(await signIn(browser, mira.email).expect(303), 'earshot_session')
  expect(first).toMatch(/^[\w-]{43}$/)
  const second = cookieOf(await signIn(browser, mira.email).expect(303), 'earshot_session')
  expect(second).not.toBe(first)
  const old = site.visitor().set('cookie', `earshot_session=${first}`)
  expect((await old.get('/desk/account')).status).toBe(303)
})

test('only the hash of a session id is stored', async () => {
  const id = cookieOf(await signIn(site.visitor(), mira.email).expect(303), 'earshot_session') as string
  const rows = await site.house.db.selectFrom('sessions').select('id').execute()
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toContain(id)
})

test('signing out ends the session on the server too', async () => {
  const browser = site.visitor()
  const id = cookieOf(await signIn(browser, mira.email).expect(303), 'earshot_session')
  const answer = await browser.post('/sign-out').expect(303)
  expect(cookieOf(answer, 'earshot_session')).toBe('')
  const copy = site.visitor().set('cookie', `earshot_session=${id}`)
  expect((await copy.get('/desk/account')).headers.location).toMatch(/^\/sign-in/)
})

test('a password stored with less work is stored anew when it is known', async () => {
  const member = await makeMember(site)
  const cheap = await hashPassword(PASSWORD, { ...COST, memory: 8192 })
  await site.house.db.updateTable('staff').set({ password_hash: cheap }).where('id', '=', member.id).execute()
  await signIn(site.visitor(), member.email).expect(303)
  const row = await site.house.db
    .selectFrom('staff')
    .select('password_hash')
    .where('id', '=', member.id)
    .executeTakeFirstOrThrow()
  expect(row.password_hash).toContain('m=19456')
  await signIn(site.visitor(), member.email).expect(303)
})

describe('throttling', () => {
  const guess = (browser: ReturnType<typeof at>) => signIn(browser, mira.email, 'not the right words')

  /** As after very many tries. */
  const drain = (kind: string) =>
    site.house.db.updateTable('buckets').set({ tokens: 0 }).where('key', 'like', `${kind}%`).execute()

  test('after ten tries at one account from one place further ones wait, the right password too', async () => {
    const stranger = at('203.0.113.7')
    for (let tries = 0; tries < 10; tries++) await guess(stranger).expect(422)
    const answer = await guess(stranger).expect(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(answer.text).toContain(`value="${mira.email}"`)
    await signIn(stranger, mira.email).expect(429)
  })

  test('a stranger who guesses does not lock out the owner: not elsewhere, and not behind the same address', async () => {
    const own = at('203.0.113.7')
    await signIn(own, mira.email).expect(303)
    const stranger = at('203.0.113.7')
    for (let tries = 0; tries < 12; tries++) await guess(stranger)
    await guess(stranger).expect(429)
    await signIn(at('198.51.100.4'), mira.email).expect(303)
    await own.post('/sign-out').expect(303)
    await signIn(own, mira.email).expect(303)
  })

  test('guesses from many places together are slowed down too, but not for a browser known to the account', async () => {
    const own = at('198.51.100.4')
    await signIn(own, mira.email).expect(303)
    await site.house.db.deleteFrom('buckets').execute()
    await guess(at('192.0.2.1'))
    await drain('sign-in account:')
    await signIn(at('192.0.2.99'), mira.email).expect(429)
    await signIn(own, mira.email).expect(303)
  })

  test('an address that belongs to nobody is throttled just the same', async () => {
    const stranger = at('203.0.113.8')
    for (let tries = 0; tries < 10; tries++) await signIn(stranger, 'nobody@fernhold.test').expect(422)
    await signIn(stranger, 'nobody@fernhold.test').expect(429)
  })

  test('one place that tries many accounts is stopped', async () => {
    for (const bucket of ['sign-in host:', 'sign-in network:']) {
      await site.house.db.deleteFrom('buckets').execute()
      await signIn(at('203.0.113.9'), 'a@fernhold.test').expect(422)
      await drain(bucket)
      await signIn(at('203.0.113.9'), 'b@fernhold.test').expect(429)
      await signIn(at('198.51.100.9'), 'b@fernhold.test').expect(422)
    }
  })

  test('the mark of a known browser cannot be made up, nor used for another account', async () => {
    const other = await makeMember(site)
    const own = at('203.0.113.10')
    const mark = cookieOf(await signIn(own, other.email).expect(303), 'earshot_device')
    for (const cookie of [mark, `${mira.id}.${'a'.repeat(22)}.${'b'.repeat(22)}`]) {
      await site.house.db.deleteFrom('buckets').execute()
      const stranger = at('203.0.113.11').set('cookie', `earshot_device=${cookie}`)
      for (let tries = 0; tries < 10; tries++) await guess(stranger).expect(422)
      await guess(stranger).expect(429)
      await guess(at('203.0.113.11')).expect(429)
    }
  })
})

describe('the way back after signing in', () => {
  test.each([
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    '/\t/evil.test',
    '/\n/evil.test',
    '/\u0000/evil.test',
    '/%09//evil.test/..//',
    '/..//evil.test',
    '/./\\evil.test',
    '',
    'desk',
    `/${'a'.repeat(600)}`,
  ])('%j never leads away', (next) => {
    const way = safeNext(next)
    expect(new URL(way, 'http://earshot.test').origin).toBe('http://earshot.test')
    expect(way).not.toMatch(/^\/[/\\]/)
  })

  test('a path of ours stays as it is, and letters of any script survive', () => {
    expect(safeNext('/desk?view=mine#reply-3')).toBe('/desk?view=mine#reply-3')
    expect(safeNext('/tags/оплата')).toBe('/tags/%D0%BE%D0%BF%D0%BB%D0%B0%D1%82%D0%B0')
    expect(safeNext(['/desk', '//evil.test'])).toBe('/desk')
  })

  test('over HTTP too', async () => {
    const page = await site.visitor().get('/sign-in?next=//evil.test').expect(200)
    expect(page.text).toContain('name="next" value="/desk"')
    const answer = await signIn(site.visitor(), mira.email, PASSWORD, { next: 'https://evil.test/' }).expect(303)
    expect(answer.headers.location).toBe('/desk')
  })
})

test('a form sent from another site signs nobody in', async () => {
  const answer = await signIn(site.visitor().set('origin', 'https://evil.test'), mira.email)
  expect(answer.status).toBe(403)
  expect(cookieOf(answer, 'earshot_session')).toBeUndefined()
})

test('odd input is a faulty form, never an error', async () => {
  const forms = [
    {},
    { email: '', password: '' },
    { email: 'a'.repeat(5000), password: 'x' },
    { email: '\u0000', password: '\u0000' },
    { email: ['a@b.test', 'c@d.test'], password: 'x' },
  ]
  for (const form of forms) await site.visitor().post('/sign-in').type('form').send(form).expect(422)
})
