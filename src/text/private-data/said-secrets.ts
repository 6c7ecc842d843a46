import type { Span } from './find.ts'
import { isInUrl, spansOf } from './spans.ts'

// A secret that no shape gives away is known by the word before it: "password: …", "пароль …", "كلمة المرور هي …".
const PASSWORD =
  'pass(?:word|wd|phrase|code)?|pwd|pw|пароль|парол|пароля|пароли|паролем|паролю|кодов(?:ое|а) слово|كلمة (?:ال)?(?:مرور|سر)(?: الخاصة بي| الخاصه بي)?|كلمة (?:مروري|السر الخاصة بي)|الباسورد|باسورد|الرقم السري|passwort|kennwort|contraseña|mot de passe|wachtwoord|hasło|heslo|senha'
const KEY =
  '(?:api|access|secret|private|auth|account|license|licence|product|activation|encryption|recovery|backup|master|signing|shared|client|consumer|app|bot|refresh|session|security|wi-?fi|2fa|totp|mfa|webhook|bearer|oauth|deploy|personal access|aws|slack|github|gitlab)[ _-]?(?:access[ _-]?)?(?:key|token|secret|code|id token)(?:[ _-]?(?:id|key))?|client[_-]?secret|api[_-]?key|x-api-key|private-token|x-auth-token|ключ(?:\\s(?:доступа|доступу|api|активации|активації|лицензии|ліцензії))?|токен(?:\\s(?:доступа|доступу))?|مفتاح(?: (?:الوصول|التفعيل|الواجهة|الترخيص))?|رمز (?:الوصول|التحقق|الدخول)'
const PIN =
  'pin(?:[ -]?code)?|пин(?:-?код)?|пін(?:-?код)?|cvv2?|cvc2?|otp|الرمز السري|(?:verification|security|login|log-in|confirmation|one-time|sms) code|код (?:подтверждения|безопасности|из смс|из sms)|код (?:підтвердження|безпеки)|رمز (?:التحقق|التأكيد)'

// Arabic writes "and", "with", "for" together with the word they stand before.
const EDGE = '(?<![\\p{L}\\p{N}.])[وفبلك]?'
const QUOTE = '["\'`«“”‘’]'
/** `name = value`, `"name": "value"`, `name: value`; the value up to white space or a quote. */
const ASSIGNED = (words: string) =>
  new RegExp(
    `(?:${EDGE}|(?<=[_-]))(?:${words})(?:\\*{0,2})${QUOTE}?\\s{0,2}(?::|=|=>|:=|→)\\s{0,2}(?:\\*{0,2})${QUOTE}?([^\\s"'\`<>«»“”]{3,256})`,
    'dgiu',
  )
/** In a sentence: "my password is X", "пароль X", "пароль від кабінету — X". */
const TOLD = (words: string) =>
  new RegExp(
    `${EDGE}(?:${words})(?:\\s(?:for|to|of|от|до|для|від|к)\\s[\\p{L}\\d.-]{2,20})?(?:\\s(?:I|we|you|he|she|they)\\s(?:use|used|have|had|set|typed|entered|chose|gave))?(?:\\s(?:is|was|это|це|هي|هو|такой|такий))?(?:\\s?[:–—=-])?\\s(?:${QUOTE})?([^\\s"'\`<>«»“”]{3,256})`,
    'dgiu',
  )
/** Between quotes, spaces and all: `password = "correct horse"`. */
const QUOTED = new RegExp(
  `(?:${EDGE}|(?<=[_-]))(?:${PASSWORD})${QUOTE}?\\s{0,2}(?::|=|is|это|це|هي|[-–—])\\s{0,2}["'\`«“]([^"'\`«»“”\\n]{4,60})["'\`»”]`,
  'dgiu',
)
/** "login/password: admin / hunter2" */
const PAIR =
  /(?:login|user(?:name)?|логин|логін|اسم المستخدم)\s?[/\\|]\s?(?:pass(?:word)?|пароль|كلمة المرور)\s?[:=–—-]\s?(\S{2,64}\s?[/\\|:]\s?\S{4,64})/dgiu
const HEADER =
  /\b(?:authorization|proxy-authorization)\s?[:=]\s?["']?(?:bearer|basic|token|digest)\s+([\w.~+/=-]{8,})/dgi
const COOKIE = /\b(?:set-)?cookie\s?:\s?[^\n=]{1,60}=([^\s;]{12,})/dgi

/** What stands for a value: place-holders, variables, words of code and of everyday. */
const HOLDER =
  /^(?:[<[{($%*#.…_-]|(?:x{3,}|your|my|the|none|null|nil|undefined|true|false|string|boolean|int|number|empty|enter|wrong|incorrect|invalid|required|missing|not|changed|reset|saved|field|manager|function|const|let|var|pkcs)(?![\p{L}\p{N}])|process\.env|os\.|env\.|request\.|self\.|this\.|[\w.]+\(|https?:|file:|about:|chrome:|resource:)/iu

/** The stop or bracket that closes the sentence is not part of it. */
const trimmed = (value: string) => value.replace(/[.,;:!?)\]}]+$/, '')

function withoutEnd({ start, end }: Span, text: string): Span {
  // An exclamation mark may well be the password's last sign; hidden with it, nothing is lost.
  const value = text.slice(start, end).replace(/[.,;:)\]}]+$/, '')
  return { start, end: start + value.length }
}

const isMixed = (value: string) => /\d/.test(value) && trimmed(value).length >= 4

/** A number with a unit, a version, a moment, a path: there in texts about passwords, and none. */
const isPlain = (value: string) =>
  (/^[\d.,:/-]+(?:%|px|ms|s|min|mb|kb|gb|x|-?(?:bit|character|digit|day|hour|minute)s?)?\W*$/i.test(value) &&
    !/^\d{5,12}\W?$/.test(value)) ||
  /[\\/].*[\\/]/.test(value) ||
  HOLDER.test(value)

function isPassword(value: string, text: string, at: number): boolean {
  const bare = trimmed(value)
  if (HOLDER.test(bare) || bare.length < 4 || isInUrl(text, at)) return false
  if (/\d/.test(bare) || /[^\p{L}\p{N}'’-]/u.test(bare)) return !/^\d+(?:\.\d+)+$/.test(bare)
  // A word is a password where nothing follows it on its line; in a sentence it is a word.
  const rest = text.slice(at + value.length, at + value.length + 40).split('\n')[0] ?? ''
  return rest.trim() === '' && bare.length >= 6 && bare === value
}

function isToken(value: string): boolean {
  const bare = trimmed(value)
  if (HOLDER.test(bare) || bare.length < 8) return false
  if (/^[\d.,:/-]+$/.test(bare)) return false
  return /\d/.test(bare) && /\p{L}/u.test(bare) && /^[\w+/=.:~@!#$%^&*-]+$/.test(bare)
}

type Rule = { near: RegExp; shape: RegExp; fits: (value: string, text: string, at: number) => boolean }

const NEAR_PASSWORD =
  /pass|pwd|\bpw\b|парол|кодов|كلم|باسورد|الرقم السري|kennwort|contrase|mot de passe|wachtwoord|hasło|heslo|senha/iu
const NEAR_KEY = /key|token|secret|code|ключ|токен|مفتاح|رمز/iu
const NEAR_PIN = /pin|пин|пін|cv[vc]|otp|code|код|رمز|الرمز/iu
const isPin = (value: string) => /^\d{3,8}\W?$/.test(value)
const isLongToken = (value: string) => isToken(value) && trimmed(value).length >= 12

/** `near`: a cheap look for the words without which the costly shape finds nothing; most texts have none of them. */
const RULES: Rule[] = [
  { near: NEAR_PASSWORD, shape: ASSIGNED(PASSWORD), fits: isPassword },
  {
    near: NEAR_PASSWORD,
    shape: QUOTED,
    fits: (value) => !HOLDER.test(value) && value.split(/\s+/).length <= 6,
  },
  { near: NEAR_PASSWORD, shape: TOLD(PASSWORD), fits: (value) => isMixed(value) && !isPlain(value) },
  { near: NEAR_PASSWORD, shape: PAIR, fits: (value) => !HOLDER.test(value) },
  { near: NEAR_KEY, shape: ASSIGNED(KEY), fits: isToken },
  { near: NEAR_KEY, shape: TOLD(KEY), fits: (value, text, at) => isLongToken(value) && !isInUrl(text, at) },
  { near: NEAR_PIN, shape: ASSIGNED(PIN), fits: isPin },
  { near: NEAR_PIN, shape: TOLD(PIN), fits: isPin },
  { near: /token|secret|auth/i, shape: ASSIGNED('token|secret|access_token|auth'), fits: isLongToken },
  { near: /authorization/i, shape: HEADER, fits: () => true },
  { near: /cookie/i, shape: COOKIE, fits: () => true },
]

export function findSaid(text: string): Span[] {
  return RULES.filter(({ near }) => near.test(text))
    .flatMap(({ shape, fits }) => spansOf(shape, text, (value, at) => fits(value, text, at)))
    .map((span) => withoutEnd(span, text))
}
