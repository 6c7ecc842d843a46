import { expect, test } from 'vitest'
import { passwordFault } from '../../src/people/password-rules.ts'
import { COST, hashPassword, isOutdated, isPassword } from '../../src/people/passwords.ts'

const OWN = ['Fernhold Support', 'Mira Novak', 'mira.novak@fernhold.test']

test('a password is kept as Argon2id with a salt of its own, and only the right one fits', async () => {
  const [first, second] = await Promise.all([hashPassword('zebra lamp quiet'), hashPassword('zebra lamp quiet')])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(first).not.toBe(second)
  expect(await isPassword('zebra lamp quiet', first)).toBe(true)
  expect(await isPassword('zebra lamp quiet ', first)).toBe(false)
  expect(await isPassword('Zebra lamp quiet', first)).toBe(false)
})

test('no password fits where there is none, and finding that out takes as long', async () => {
  expect(await isPassword('', null)).toBe(false)
  expect(await isPassword('zebra lamp quiet', null)).toBe(false)
  const stored = await hashPassword('zebra lamp quiet')
  const times: [number[], number[]] = [[], []]
  // By turns, so that a busy machine slows both alike.
  for (let run = 0; run < 14; run++) {
    const start = performance.now()
    await isPassword('wrong', run % 2 === 0 ? stored : null)
    times[run % 2]?.push(performance.now() - start)
  }
  const [known, unknown] = times.map((list) => list.sort((a, b) => a - b)[3]) as [number, number]
  expect(unknown / known).toBeGreaterThan(0.4)
  expect(unknown / known).toBeLessThan(2.5)
})

test('a password made cheaper than today is known as outdated', async () => {
  const cheap = await hashPassword('zebra lamp quiet', { ...COST, memory: 8192 })
  expect(isOutdated(cheap)).toBe(true)
  expect(await isPassword('zebra lamp quiet', cheap)).toBe(true)
  expect(isOutdated(await hashPassword('zebra lamp quiet'))).toBe(false)
})

test('letters that look alike to a person but come as other code points are the same password', async () => {
  const stored = await hashPassword('caf\u00e9 au lait noir')
  expect(await isPassword('cafe\u0301 au lait noir', stored)).toBe(true)
})

test.each([
  'password1234',
  'Passw0rd2026!',
  'P@ssw0rdP@ssw0rd',
  'qwertyuiop12',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  '123456789012',
  '210987654321',
  'iloveyou1234',
  'letmeinletmein',
  'Summer2026!!',
  'йцукенгшщзхъ',
  'пароль123456',
  'fernhold2026!',
  'MiraNovak1990',
  'mira.novak@fernhold.test',
])('%s is refused: it is among the first that are guessed', (password) => {
  expect(passwordFault(password, OWN)).toBe('people.password_common')
})

test.each([
  'correct horse battery',
  'zebra lamp quiet ninth',
  'tr7$Kq!9zLm2',
  'дощ над старим мостом',
  'قمر فوق سطح البيت',
])('%s is taken', (password) => {
  expect(passwordFault(password, OWN)).toBeUndefined()
})

test('fewer than 12 characters are refused, and so is a text meant to keep us busy', () => {
  expect(passwordFault('tr7$Kq!9zLm', OWN)).toBe('people.password_short')
  expect(passwordFault('😀'.repeat(11), OWN)).toBe('people.password_short')
  const start = performance.now()
  expect(passwordFault('a1'.repeat(100_000), OWN)).toBe('people.password_long')
  expect(performance.now() - start).toBeLessThan(200)
})
