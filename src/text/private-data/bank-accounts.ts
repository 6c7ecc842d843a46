import type { Span } from './find.ts'
import { spansOf } from './spans.ts'

const IBAN = /(?<![\p{L}\p{N}])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}(?![\p{L}\p{N}])/dgiu
/** Length by country (SWIFT's register), for those that have one. */
const LENGTHS: Record<string, number> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 XK20'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** Twenty digits of Russian accounts begin with the balance account; others are told by the words before them. */
const RUSSIAN = /(?<!\d)(?:40[578]|42[0-9]|30[12])\d{2}810\d{12}(?!\d)/dg
const NAMED =
  /(?:\b(?:bank\s)?account\s?(?:number|no|nr|#)|\brouting\s?(?:number|no)|\b(?:sort\s?code)|р\/с|расч[её]тн\p{L}*\s+сч[её]т\p{L}*|номер\s+сч[её]та|номер\s+рахунку|розрахунков\p{L}*\s+рахун\p{L}*|رقم\s+(?:ال)?حساب\p{L}*(?:\s+(?:البنكي|المصرفي))?)(?:\s+(?:is|was|це|это|هو))?[\s:=#№.-]{1,4}(\d(?:[ -]?\d){7,25})(?!\d)/dgiu

export function findBankAccounts(text: string): Span[] {
  return [...ibansIn(text), ...spansOf(RUSSIAN, text), ...spansOf(NAMED, text)]
}

function ibansIn(text: string): Span[] {
  return spansOf(IBAN, text).flatMap(({ start, end }) => {
    const length = LENGTHS[text.slice(start, start + 2).toUpperCase()]
    if (!length) return []
    // What follows may be words: only as many letters and digits as the country's accounts have.
    let at = start
    for (let seen = 0; at < end && seen < length; at++) if (/[a-z0-9]/i.test(text[at] as string)) seen++
    const account = text.slice(start, at).replace(/[ -]/g, '')
    if (account.length !== length || /[a-z0-9]/i.test(text[at] ?? '')) return []
    const called = /iban|آيبان|рахун|счет|счёт/iu.test(text.slice(Math.max(0, start - 20), start))
    return checks(account) || called ? [{ start, end: at }] : []
  })
}

/** ISO 13616: the first four characters go to the end, letters are numbers, and the rest by 97 is 1. */
function checks(account: string): boolean {
  let rest = 0
  for (const sign of (account.slice(4) + account.slice(0, 4)).toUpperCase()) {
    rest = Number(`${rest}${parseInt(sign, 36)}`) % 97
  }
  return rest === 1
}
