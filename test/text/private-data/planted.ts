/**
 * A hundred secrets as people really write them, and the sentence each stands in. Made anew from a seed, so that no
 * finder can know them by heart; none of them is anybody's.
 */
import type { PrivateKind } from '../../../src/text/private-data/find.ts'

export type Planted = {
  kind: PrivateKind
  secret: string
  sentence: string
  poster?: { name?: string; email?: string }
}

type Dice = {
  digits: (n: number) => string
  from: (letters: string, n: number) => string
  one: <T>(of: readonly T[]) => T
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const ALNUM = LOWER + UPPER + DIGITS

/** The same numbers for the same seed (mulberry32). */
export function dice(seed: number): Dice & { number: (below: number) => number } {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const number = (below: number) => Math.floor(next() * below)
  const from = (letters: string, n: number) => Array.from({ length: n }, () => letters[number(letters.length)]).join('')
  return { number, from, digits: (n) => from(DIGITS, n), one: (of) => of[number(of.length)] as never }
}

/** A token as generators make them: upper and lower case and digits, each at least once. */
const token = (d: Dice, n: number) => `${d.from(LOWER, 1)}${d.digits(1)}${d.from(UPPER, 1)}${d.from(ALNUM, n - 3)}`

export function luhn(start: string, length: number, d: Dice): string {
  const body = start + d.digits(length - start.length - 1)
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return body + ((10 - (sum % 10)) % 10)
}

export function iban(country: string, bban: string): string {
  const digits = [...`${bban}${country}00`].map((c) => parseInt(c, 36)).join('')
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${bban}`
}

const four = (s: string, between: string) => s.replace(/(.{4})(?=.)/g, `$1${between}`)
const arabicDigits = (s: string) => s.replace(/\d/g, (c) => '٠١٢٣٤٥٦٧٨٩'[Number(c)] as string)

const NAMES = [
  'anna.kowalski',
  'mike_turner',
  'j.fernandez',
  'olena.shevchuk',
  'ivan.sidorov',
  'mariam.haddad',
  'tkachenko',
]
const HOSTS = ['gmail.com', 'outlook.com', 'mail.ru', 'ukr.net', 'yahoo.co.uk', 'proton.me', 'firma-nord.de', 'i.ua']

const mailbox = (d: Dice) => `${d.one(NAMES)}${d.digits(2)}@${d.one(HOSTS)}`

type Maker = (d: Dice) => Planted

const emails: Maker[] = [
  (s: string) => `You can reach me at ${s}.`,
  (s: string) => `My login is ${s} and I get no letter.`,
  (s: string) => `(${s})`,
  (s: string) => `E-Mail: <${s}>`,
  (s: string) => `please write to [${s}](mailto:${s}) thanks`,
  (s: string) => `    from=${s} to=<> status=bounced`,
  (s: string) => `Пишите на ${s}, отвечу быстро.`,
  (s: string) => `Моя пошта — ${s};`,
  (s: string) => `بريدي هو ${s} وشكرا`,
].map((say) => (d) => {
  const secret = mailbox(d)
  return { kind: 'email', secret, sentence: say(secret) }
})
emails.push(
  (d) => {
    const secret = `${d.one(NAMES)}${d.digits(2)} (at) ${d.one(HOSTS)}`
    return { kind: 'email', secret, sentence: `Write me: ${secret}, no spam please` }
  },
  (d) => {
    const secret = `${d.one(['anna', 'mike', 'omar'])}${d.digits(3)} [at] gmail [dot] com`
    return { kind: 'email', secret, sentence: `mail is ${secret}` }
  },
  (d) => {
    const secret = `${d.one(['Anna', 'MIKE', 'Omar'])}.${d.one(['Petrova', 'LEE'])}+shop${d.digits(2)}@GMAIL.COM`
    return { kind: 'email', secret, sentence: `Account ${secret}` }
  },
  (d) => {
    const secret = `почта${d.digits(2)}@пример-фирма.рф`
    return { kind: 'email', secret, sentence: `Наш ящик ${secret} не открывается` }
  },
)

const phoneOf =
  (make: (d: Dice) => string, say: (s: string) => string): Maker =>
  (d) => {
    const secret = make(d)
    return { kind: 'phone', secret, sentence: say(secret) }
  }
const phones: Maker[] = [
  phoneOf(
    (d) => `+1 ${d.one(['415', '212', '646'])} ${d.one(['234', '867'])} ${d.digits(4)}`,
    (s) => `Call me: ${s}`,
  ),
  phoneOf(
    (d) => `(${d.one(['415', '212'])}) ${d.one(['234', '687'])}-${d.digits(4)}`,
    (s) => `My number is ${s}, evenings.`,
  ),
  phoneOf(
    (d) => `${d.one(['415', '718'])}-${d.one(['234', '687'])}-${d.digits(4)}`,
    (s) => `I gave them ${s} and no SMS came`,
  ),
  phoneOf(
    (d) => `${d.one(['415', '718'])}.${d.one(['234', '687'])}.${d.digits(4)}`,
    (s) => `phone ${s}`,
  ),
  phoneOf(
    (d) => `+44 7${d.digits(3)} ${d.digits(6)}`,
    (s) => `text me on ${s} please`,
  ),
  phoneOf(
    (d) => `07${d.digits(3)} ${d.digits(6)}`,
    (s) => `My mobile: ${s}`,
  ),
  phoneOf(
    (d) => `+7 (9${d.digits(2)}) ${d.digits(3)}-${d.digits(2)}-${d.digits(2)}`,
    (s) => `Мой телефон ${s}, звоните.`,
  ),
  phoneOf(
    (d) => `8 9${d.digits(2)} ${d.digits(3)} ${d.digits(2)} ${d.digits(2)}`,
    (s) => `тел. ${s}`,
  ),
  phoneOf(
    (d) => `8(9${d.digits(2)})${d.digits(3)}-${d.digits(2)}-${d.digits(2)}`,
    (s) => `Привязан номер ${s}, код не приходит`,
  ),
  phoneOf(
    (d) => `+79${d.digits(9)}`,
    (s) => `Whatsapp ${s}`,
  ),
  phoneOf(
    (d) => `+380 ${d.one(['50', '67', '93'])} ${d.digits(3)} ${d.digits(2)} ${d.digits(2)}`,
    (s) => `Зателефонуйте ${s}`,
  ),
  phoneOf(
    (d) => `0${d.one(['50', '67', '93'])} ${d.digits(3)}-${d.digits(2)}-${d.digits(2)}`,
    (s) => `Мій номер ${s}.`,
  ),
  phoneOf(
    (d) => `(0${d.one(['44', '67'])}) ${d.digits(3)}-${d.digits(2)}-${d.digits(2)}`,
    (s) => `моб. ${s}`,
  ),
  phoneOf(
    (d) => `+966 5${d.digits(1)} ${d.digits(3)} ${d.digits(4)}`,
    (s) => `رقم هاتفي ${s}`,
  ),
  phoneOf(
    (d) => `05${d.digits(8)}`,
    (s) => `اتصلوا بي على ${s}`,
  ),
  phoneOf(
    (d) => arabicDigits(`01${d.one(['0', '1', '2'])}${d.digits(8)}`),
    (s) => `رقم الجوال: ${s}`,
  ),
  phoneOf(
    (d) => `+971-5${d.digits(1)}-${d.digits(3)}-${d.digits(4)}`,
    (s) => `واتساب ${s}`,
  ),
  phoneOf(
    (d) => `0049 30 ${d.digits(4)} ${d.digits(4)}`,
    (s) => `Tel: ${s}`,
  ),
]

const cardOf =
  (start: string, length: number, between: string, say: (s: string) => string): Maker =>
  (d) => {
    const plain = luhn(start, length, d)
    const secret = length === 15 ? plain.replace(/^(.{4})(.{6})/, `$1${between}$2${between}`) : four(plain, between)
    return { kind: 'card', secret, sentence: say(secret) }
  }
const cards: Maker[] = [
  cardOf('4', 16, ' ', (s) => `I paid with ${s} and was charged twice`),
  cardOf('4', 16, '', (s) => `card no ${s}`),
  cardOf('52', 16, '-', (s) => `My Mastercard ${s} exp 04/27`),
  cardOf('55', 16, ' ', (s) => `Карта ${s} не принимается`),
  cardOf('2200', 16, '', (s) => `Номер карты: ${s}, срок 05/28`),
  cardOf('37', 15, ' ', (s) => `Amex: ${s}`),
  cardOf('5168', 16, ' ', (s) => `Картка ${s} (ПриватБанк)`),
  cardOf('4', 16, ' ', (s) => `رقم البطاقة ${s}`),
  (d) => {
    const secret = arabicDigits(four(luhn('4', 16, d), ' '))
    return { kind: 'card', secret, sentence: `بطاقتي ${secret}` }
  },
]

const bankOf =
  (make: (d: Dice) => string, say: (s: string) => string): Maker =>
  (d) => {
    const secret = make(d)
    return { kind: 'bank', secret, sentence: say(secret) }
  }
const banks: Maker[] = [
  bankOf(
    (d) => four(iban('DE', d.digits(18)), ' '),
    (s) => `Please refund to ${s}`,
  ),
  bankOf(
    (d) => iban('DE', d.digits(18)),
    (s) => `IBAN: ${s}`,
  ),
  bankOf(
    (d) => four(iban('GB', `BARC${d.digits(14)}`), ' '),
    (s) => `account ${s}, thanks`,
  ),
  bankOf(
    (d) => iban('UA', d.digits(25)),
    (s) => `Рахунок ${s}`,
  ),
  bankOf(
    (d) => iban('FR', d.digits(23)),
    (s) => `Mon compte ${s}`,
  ),
  bankOf(
    (d) => four(iban('SA', d.digits(20)), ' '),
    (s) => `رقم الآيبان ${s}`,
  ),
  bankOf(
    (d) => iban('NL', `ABNA${d.digits(10)}`).toLowerCase(),
    (s) => `my account is ${s}`,
  ),
  bankOf(
    (d) => `40817810${d.digits(12)}`,
    (s) => `Расчётный счёт ${s}, БИК указан ниже`,
  ),
  bankOf(
    (d) => d.digits(10),
    (s) => `My bank account number is ${s}.`,
  ),
]

const secretOf =
  (make: (d: Dice) => string, say: (s: string) => string): Maker =>
  (d) => {
    const secret = make(d)
    return { kind: 'secret', secret, sentence: say(secret) }
  }
const secrets: Maker[] = [
  secretOf(
    (d) => `AKIA${d.from(`${UPPER}234567`, 16)}`,
    (s) => `aws_access_key_id = ${s}`,
  ),
  secretOf(
    (d) => token(d, 40),
    (s) => `aws_secret_access_key = ${s}`,
  ),
  secretOf(
    (d) => `ghp_${token(d, 36)}`,
    (s) => `git clone fails with ${s}`,
  ),
  secretOf(
    (d) => `sk_live_${token(d, 24)}`,
    (s) => `Stripe.apiKey = "${s}"`,
  ),
  secretOf(
    (d) => `xoxb-${d.digits(12)}-${d.digits(12)}-${token(d, 24)}`,
    (s) => `slack token ${s}`,
  ),
  secretOf(
    (d) => `AIza${token(d, 35)}`,
    (s) => `https://maps.googleapis.com/maps/api/js?key=${s}&v=3`,
  ),
  secretOf(
    (d) => `eyJhbGciOiJIUzI1NiJ9.eyJ${token(d, 30)}.${token(d, 43)}`,
    (s) => `Authorization: Bearer ${s}`,
  ),
  secretOf(
    (d) => `${d.digits(9)}:AA${token(d, 33)}`,
    (s) => `My bot: ${s}`,
  ),
  secretOf(
    (d) => token(d, 32),
    (s) => `X-Api-Key: ${s}`,
  ),
  secretOf(
    (d) => `${d.from('0123456789abcdef', 32)}`,
    (s) => `api_key=${s}`,
  ),
  secretOf(
    (d) => token(d, 20),
    (s) => `Here is my access token: ${s}, it does not work`,
  ),
  secretOf(
    (d) => `Summer${d.digits(4)}!`,
    (s) => `password: ${s}`,
  ),
  secretOf(
    (d) => `${d.from(LOWER, 5)}${d.digits(3)}`,
    (s) => `My password is ${s} and it says wrong.`,
  ),
  secretOf(
    (d) => `${d.from(LOWER, 9)}`,
    (s) => `Login: admin\nPassword: ${s}\n`,
  ),
  secretOf(
    (d) => `Kot${d.digits(3)}#${d.from(LOWER, 3)}`,
    (s) => `Пароль: ${s}`,
  ),
  secretOf(
    (d) => `${d.from(LOWER, 4)}${d.digits(4)}`,
    (s) => `мой пароль ${s}, не пускает`,
  ),
  secretOf(
    (d) => `${d.from(LOWER, 4)}_${d.digits(4)}`,
    (s) => `пароль від кабінету — ${s}`,
  ),
  secretOf(
    (d) => `${d.from(ALNUM, 4)}@${d.digits(4)}`,
    (s) => `كلمة المرور: ${s}`,
  ),
  secretOf(
    (d) => `${d.from(LOWER, 5)}${d.digits(2)}`,
    (s) => `كلمة السر هي ${s}`,
  ),
  secretOf(
    (d) => `${d.from(LOWER, 8)}${d.digits(2)}`,
    (s) => `postgres://shop:${s}@db.firma-nord.de:5432/shop`,
  ),
  secretOf(
    (d) => token(d, 12),
    (s) => `curl -u mira:${s} https://files.firma-nord.de/`,
  ),
  secretOf(
    (d) => Array.from({ length: 5 }, () => d.from(UPPER + DIGITS, 5)).join('-'),
    (s) => `Licence key ${s}`,
  ),
  secretOf(
    (d) => d.digits(4),
    (s) => `my PIN is ${s}`,
  ),
  secretOf(
    (d) => d.from(`${UPPER}234567`, 16),
    (s) => `2FA secret: ${s}`,
  ),
  secretOf(
    (d) => `{"client_secret":"${token(d, 28)}"}`.slice(18, -2),
    (s) => `{"client_id":"web","client_secret":"${s}"}`,
  ),
  secretOf(
    (d) => token(d, 64),
    (s) => `-----BEGIN RSA PRIVATE KEY-----\n${s}\n-----END RSA PRIVATE KEY-----`,
  ),
  secretOf(
    (d) => `T${d.from(UPPER, 8)}/B${d.from(UPPER, 8)}/${token(d, 24)}`,
    (s) => `https://hooks.slack.com/services/${s}`,
  ),
  secretOf(
    (d) => `glpat-${token(d, 20)}`,
    (s) => `PRIVATE-TOKEN: ${s}`,
  ),
]

const addressOf =
  (make: (d: Dice) => string, say: (s: string) => string): Maker =>
  (d) => {
    const secret = make(d)
    return { kind: 'address', secret, sentence: say(secret) }
  }
const addresses: Maker[] = [
  addressOf(
    (d) => `${d.digits(2)}4 Maple Grove Avenue, Springfield, IL 62704`,
    (s) => `Ship it to ${s}, please`,
  ),
  addressOf(
    (d) => `1${d.digits(2)} Elm St, Apt ${d.digits(1)}B`,
    (s) => `I live at ${s}.`,
  ),
  addressOf(
    (d) => `${d.digits(1)}7 Baker Road, London NW1 6XE`,
    (s) => `My address: ${s}`,
  ),
  addressOf(
    (d) => `P.O. Box ${d.digits(4)}`,
    (s) => `send it to ${s}`,
  ),
  addressOf(
    (d) => `ул. Ленина, д. ${d.digits(2)}, кв. ${d.digits(2)}`,
    (s) => `Мой адрес: ${s}`,
  ),
  addressOf(
    (d) => `Невский проспект, ${d.digits(2)}`,
    (s) => `Доставьте на ${s}, пожалуйста`,
  ),
  addressOf(
    (d) => `улица Мира 1${d.digits(1)}, квартира ${d.digits(2)}`,
    (s) => `Живу по адресу ${s}`,
  ),
  addressOf(
    (d) => `вул. Шевченка, буд. ${d.digits(2)}, кв. ${d.digits(1)}`,
    (s) => `Адреса доставки: ${s}`,
  ),
  addressOf(
    (d) => `просп. Перемоги 1${d.digits(1)}`,
    (s) => `Я на ${s}, Київ`,
  ),
  addressOf(
    (d) => `شارع الملك فهد، مبنى ${d.digits(2)}، شقة ${d.digits(1)}`,
    (s) => `عنواني: ${s}`,
  ),
  addressOf(
    (d) => `1${d.digits(1)} شارع التحرير`,
    (s) => `أسكن في ${s}، القاهرة`,
  ),
]

const names: Maker[] = [
  () => ({
    kind: 'name',
    secret: 'Katarzyna Wolska',
    sentence: 'Regards, Katarzyna Wolska',
    poster: { name: 'Katarzyna Wolska' },
  }),
  () => ({
    kind: 'name',
    secret: 'Wolska',
    sentence: 'My account is under Wolska.',
    poster: { name: 'Katarzyna Wolska' },
  }),
  () => ({ kind: 'name', secret: 'Анна Петрова', sentence: 'С уважением,\nАнна Петрова', poster: {} }),
  () => ({ kind: 'name', secret: 'Олена Бондаренко', sentence: 'Мене звати Олена Бондаренко.', poster: {} }),
  () => ({
    kind: 'name',
    secret: 'Omar Haddad',
    sentence: 'Yours, Omar Haddad',
    poster: { email: 'omar.haddad@mail.ru' },
  }),
  () => ({ kind: 'name', secret: 'ليلى حداد', sentence: 'اسمي ليلى حداد.', poster: {} }),
]

const MAKERS = [...emails, ...phones, ...cards, ...banks, ...secrets, ...addresses, ...names]

/** A hundred, all kinds in turn. */
export function plant(seed: number): Planted[] {
  const d = dice(seed)
  const all = MAKERS.map((make) => make(d))
  while (all.length < 100) all.push((MAKERS[d.number(MAKERS.length)] as Maker)(d))
  return all.slice(0, 100)
}
