import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../../src/text/markdown.ts'
import { plainText } from '../../../src/text/plain.ts'
import { findPrivateData } from '../../../src/text/private-data/find.ts'
import { hideIn } from '../../../src/text/private-data/hide.ts'
import { dice, iban, luhn } from './planted.ts'

const kindsIn = (text: string, poster = {}) => findPrivateData(text, { poster }).map(({ kind }) => kind)
const foundIn = (text: string, poster = {}) => findPrivateData(text, { poster }).map((finding) => finding.text)

const d = dice(7)
const CARD = luhn('4', 16, d)
const ACCOUNT = iban('DE', d.digits(18))

describe('what looks private is found', () => {
  it.each([
    ['email', 'mail me: anna.kowalska@gmail.com'],
    ['email', 'anna\\_kowalska@gmail.com'],
    ['email', 'anna&#64;gmail.com'],
    ['email', 'anna.kowalska (at) posteo.de'],
    ['phone', 'Tel. +380 (67) 123-45-67'],
    ['phone', 'رقم هاتفي ٠٥٠١٢٣٤٥٦٧'],
    ['phone', 'my tel number is 415 527 8430'],
    ['card', `${CARD}`],
    ['card', `Карта ${CARD.replace(/(\d{4})(?=\d)/g, '$1 ')}`],
    ['bank', ACCOUNT],
    ['bank', ACCOUNT.replace(/(.{4})(?=.)/g, '$1 ')],
    ['bank', 'routing number: 021000021'],
    ['secret', 'password: hunter2'],
    ['secret', 'Password = "correct horse"'],
    ['secret', 'PASSWORD=s3cr3t-value'],
    ['secret', 'DB_PASSWORD: "s3cr3t-value"'],
    ['secret', 'пароль такой: qwerty12'],
    ['secret', 'كلمة المرور هي abcd1234'],
    ['secret', 'الدخول بالبريد وكلمة المرور: Blaubeere77'],
    ['address', 'أسكن بشارع الملك فهد، مبنى 12'],
    ['secret', 'mysql://shop:Xk29sd@db.firma.de/shop'],
    ['secret', 'Authorization: Basic bWlyYTpodW50ZXIyaHVudGVy'],
    ['secret', 'Cookie: session=9f8a7b6c5d4e3f2a1b0c; path=/'],
    ['secret', 'login/password: admin / Tr0ub4dor&3'],
    ['secret', 'пароль для входа: 12345678'],
    ['secret', 'Пароль - "солнышко"'],
    ['secret', 'pwd=letmein99'],
    ['secret', 'The password I use is Rainbow#42 btw'],
    ['secret', 'كلمة المرور الخاصة بي Ahmed@123'],
    ['address', 'Санкт-Петербург, пр. Мира, д. 7, кв. 21'],
    ['name', 'Sincerely,\nMichael O’Brien'],
    ['secret', 'رمز التحقق 482913'],
    ['email', 'reach me via anna.k AT gmail DOT com'],
    ['secret', 'my Wi-Fi key is Kz82-hhQ1-99xx'],
    ['address', 'I live at 221 Baker Street, London'],
    ['address', 'Адрес: ул. Льва Толстого, д. 16, кв. 4'],
    ['address', 'вулиця Хрещатик 22'],
    ['address', 'شارع الملك فهد، مبنى 12'],
    ['name', 'Kind regards,\nKatarzyna Wolska'],
  ])('%s: %s', (kind, text) => {
    expect(kindsIn(text)).toEqual([kind])
  })

  it('their own name is found where it is not the one they chose to be seen under', () => {
    const poster = { name: 'Katarzyna Wolska', email: 'k.wolska@posteo.de' }
    expect(foundIn('The invoice says Wolska.', poster)).toEqual(['Wolska'])
    expect(foundIn('I am katarzyna wolska', poster)).toEqual(['katarzyna wolska'])
    expect(kindsIn('The invoice says Wolska.', { ...poster, shownName: 'Katarzyna Wolska' })).toEqual([])
    expect(foundIn('omar haddad here', { email: 'omar.haddad@posteo.de' })).toEqual(['omar haddad'])
  })
})

describe('what only looks like it is left alone', () => {
  it.each([
    'Firefox 115.0.2 (64-bit), build 20230706202020, Windows 10.0.19045',
    'Order 4029-3381-2210, ticket 100-200-3000, invoice #2023-000123',
    'The server is 192.168.10.254:8080, DNS 8.8.8.8, mask 255.255.255.0',
    'ping 2001:db8:85a3::8a2e:370:7334 works',
    'Write to support@earshot.example or me@example.com, user@localhost',
    'Contact info@mozilla.org or noreply@github.com',
    'git clone git@github.com:org/repo.git',
    'uBlock Origin 1.17.2 (uBlock0@raymondhill.net)',
    'logo@2x.png and left-pad@1.3.0.js',
    'http://localhost:3000/reset?token=abc and https://example.com/a/1234567890123456',
    'crash id bp-7dd1b1d2-9f0f-4f4a-8c8e-1d1c20210412',
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'The password must have at least 8 characters.',
    'I forgot my password and the reset link is wrong',
    'password: the field stays empty',
    'const password = process.env.PASSWORD',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what people paste of their settings
    'password=${DB_PASSWORD} token=<your token>',
    'security.password_lifetime: 30',
    'It took 1 234 567 ms and 12 450 123 bytes',
    'On 2024-03-05 12:30:45 and 05.03.2024 it failed with error 0x80070005',
    'The KB5031356 update, ISBN 978-3-16-148410-0',
    'Call us toll free: 1-800-555-0199',
    'The API key goes into the settings; a token is a string of characters.',
    'Где хранится пароль? Забыл пароль от почты.',
    'Введите код из письма и нажмите «Войти»',
    'أين أجد كلمة المرور؟ نسيت كلمة المرور.',
    'Thanks,\nAnna',
    'Open Street Map and Main Road Studio are 2 apps',
  ])('%s', (text) => {
    expect(foundIn(text)).toEqual([])
  })
})

describe('hiding', () => {
  const word = (kind: string) => `${kind} removed`
  const hide = (text: string) => hideIn(text, findPrivateData(text), word)

  it('leaves nothing of it, in text, code and addresses of links, and says what stood there', () => {
    const source =
      'Mail **anna.kowalska@gmail.com** or [write](mailto:anna.kowalska@gmail.com), <anna.kowalska@gmail.com>\n\n    login anna.kowalska@gmail.com\n\n`anna.kowalska@gmail.com`'
    const hidden = hide(source)
    const html = renderMarkdown(hidden, { author: 'visitor', siteUrl: 'http://earshot.test' })
    expect(html).not.toContain('kowalska')
    expect(html).toContain('<strong><span class="removed">email removed</span></strong>')
    expect(html).toContain('login [email removed]')
    expect(html).not.toMatch(/[⟦⟧]/)
    expect(plainText(hidden)).toContain('Mail [email removed] or write')
  })

  it('finds the same thing again wherever it stands, and leaves longer words and numbers alone', () => {
    const hidden = hideIn('PIN 4821, again 4821; order 148210, a4821b', [{ kind: 'secret', text: '4821' }], word)
    expect(hidden).toBe('PIN ⟦secret removed⟧, again ⟦secret removed⟧; order 148210, a4821b')
  })

  it('takes no longer for the last of many than for the first', () => {
    const cost = (count: number) => {
      const text = 'а/я 1, '.repeat(count)
      const { user: from } = process.cpuUsage()
      expect(findPrivateData(text)).toHaveLength(count)
      expect(hideIn(text, [{ kind: 'address', text: 'а/я 1' }], word)).not.toContain('а/я')
      return process.cpuUsage().user - from
    }
    cost(2_000)
    // Eight times as many; were each compared with each, sixty-four times as long.
    expect(Math.min(cost(32_000), cost(32_000))).toBeLessThan(24 * Math.max(cost(4_000), cost(4_000), 5_000))
  })

  it('hides what is written with escapes and entities', () => {
    const text = 'anna\\_kowalska@gmail.com and anna&#95;kowalska@gmail.com'
    expect(hide(text)).toBe('⟦email removed⟧ and ⟦email removed⟧')
  })

  it('takes no longer for a text made to hold it up', () => {
    const hostile = [
      'a@'.repeat(25_000),
      'А-'.repeat(25_000),
      '1 A'.repeat(16_000),
      'password:'.repeat(5_500),
      '-----BEGIN PRIVATE KEY-----'.repeat(1_800),
      '4 '.repeat(25_000),
      '+1 '.repeat(16_000),
      'шарع شارع '.repeat(5_000),
      'eyJ'.repeat(16_000),
      'http://a:'.repeat(5_500),
      'x'.repeat(50_000),
      '1'.repeat(50_000),
      'a.'.repeat(25_000),
      '&#64;'.repeat(10_000),
      'my name is A '.repeat(3_800),
      'DE00'.repeat(12_000),
      'а/я 1, '.repeat(7_000),
      'ул. Аа 1 '.repeat(5_500),
    ]
    for (const text of hostile) {
      const from = performance.now()
      findPrivateData(text, { poster: { name: 'Anna Kowalska', email: 'anna.kowalska@gmail.com' } })
      expect(performance.now() - from, text.slice(0, 20)).toBeLessThan(2000)
    }
  })
})
