import type { Span } from './find.ts'
import { before, isInUrl, spansOf } from './spans.ts'

const GROUPED =
  /(?<![\p{L}\p{N}_+=.,:/#-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{13,19})(?![\p{L}\p{N}_%-]|[.,:]\d)/dgu
/** With "card" before it, it may stand where numbers of other things stand. */
const NAMED =
  /(?:\b(?:credit|debit|bank)?\s?card(?:\s?(?:no|number|num|nr))?|карт[аыуеіи](?:\p{L}*)|بطاقة|بطاقتي|البطاقة)[\s:=#№.-]{1,4}(\d(?:[ -]?\d){12,18})(?!\d)/dgiu
/** Visa; Mastercard; American Express; Discover; JCB; UnionPay; Diners; Mir; Maestro. */
const ISSUERS =
  /^(?:4|5[1-5]|2(?:2(?:2[1-9]|[3-9])|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5)|35(?:2[89]|[3-8])|62|3(?:0[0-5]|[689])|220[0-4]|50|5[6-9]|6[37])/

export function findCards(text: string): Span[] {
  return [
    ...spansOf(GROUPED, text, (found, at) => isCard(found) && !isIdentifier(found, text, at)),
    ...spansOf(NAMED, text, isCard),
  ]
}

function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, '')
  // "0000 0000 …" and "1111 …" check, and are nobody's.
  return digits.length >= 13 && ISSUERS.test(digits) && !/^(\d)\1+$/.test(digits) && checks(digits)
}

/** The check digit of payment cards (Luhn, ISO/IEC 7812). One number in ten passes by chance. */
function checks(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 1 : 2)
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}

/** Without spaces it may be a build, an order or a moment in milliseconds. */
function isIdentifier(found: string, text: string, at: number): boolean {
  if (isInUrl(text, at)) return true
  if (/[ -]/.test(found)) return false
  if (found.length < 15) return true
  return /(?:build|\bid|order|заказ\p{L}*|замовлен\p{L}*|الطلب|ref(?:erence)?|track(?:ing)?|version|timestamp|imei|serial)[\s:=#№.]*$/iu.test(
    before(text, at, 20),
  )
}
