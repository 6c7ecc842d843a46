import type { Span } from './find.ts'
import { spansOf } from './spans.ts'

// Where somebody lives, in the shapes of the interface languages: always a street's word, a name and a house number.
const NUMBER = '\\d{1,4}(?:[/-]\\d{1,3})?\\s?[a-zа-яіїєґ]?(?![\\p{L}\\d])'

const STREETS =
  'Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Crescent|Terrace|Parkway|Pkwy|Highway|Hwy|Square|Sq|Place|Pl|Way|Close|Gardens'
/** 1600 Maple Grove Avenue, Apt 2B, Springfield, IL 62704 · 17 Baker Road, London NW1 6XE */
const ENGLISH = new RegExp(
  `(?<![\\p{L}\\p{N}.,#:/-])\\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]\\.?|North|South|East|West|St\\.?) )?(?:[A-Z][\\p{L}'’-]+ ){1,3}(?:${STREETS})\\b\\.?(?: [NSEW]{1,2}\\b)?` +
    `(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|#)\\.? ?#?\\w{1,5})?` +
    `(?:, [A-Z][\\p{Ll}'-]+(?: [A-Z][\\p{Ll}'-]+){0,2})?(?:,? (?:[A-Z]{2} \\d{5}(?:-\\d{4})?|[A-Z]{1,2}\\d[A-Z\\d]? \\d[A-Z]{2})(?!\\p{L}))?`,
  'dgu',
)
const BOX =
  /\bP\.?\s?O\.?\s?Box\s(?:No\.?\s)?\d{1,6}\b|(?<!\p{L})(?:а\/я|абонентск\p{L}+ ящик|абонентськ\p{L}+ скриньк\p{L}+)\s?№?\s?\d{1,6}|ص\s?\.?\s?ب\s?\.?\s?:?\s?\d{1,6}/dgiu

const BEFORE_NAME =
  'ул\\.?|улиц[аеуы]|просп\\.?|проспект[аеу]?|пр-т|пр-кт|пр\\.|пер\\.|переулок|бульвар[аеу]?|бул\\.|шоссе|наб\\.|набережная|площадь|пл\\.|мкр\\.?|вул\\.?|вулиц[яіюи]|пров\\.?|провулок|бульв\\.|шосе|площа|набережна|проїзд|проезд'
const REST =
  `(?:,?\\s(?:д\\.|дом|буд\\.?|будинок)?\\s?${NUMBER})` +
  `(?:,?\\s?(?:к\\.|корп\\.?|корпус|стр\\.|строение|секція|під'їзд|подъезд)\\s?\\d{1,3}[а-яіїєґ]?)?` +
  `(?:,?\\s?(?:кв\\.?|квартира|оф\\.?|офис|офіс)\\s?№?\\s?\\d{1,4})?`
const WORDS = "[\\p{Lu}\\d][\\p{L}\\d'’.-]*(?: [\\p{Lu}][\\p{L}'’.-]*){0,2}"
/** ул. Ленина, д. 5, кв. 12 · вулиця Шевченка 12 */
const CYRILLIC = new RegExp(`(?<!\\p{L})(?:${BEFORE_NAME})\\s${WORDS}${REST}`, 'dgu')
/** Невский проспект, 28 */
const CYRILLIC_AFTER = new RegExp(
  `(?<![\\p{L}-])\\p{Lu}[\\p{L}-]{2,30}(?:ий|ый|ой|ая|яя|а|я) (?:проспект|бульвар|шоссе|переулок|набережная|улица|площадь|вулиця|провулок|шосе|площа)${REST}`,
  'dgu',
)

const SHAR = '(?:شارع|طريق|ميدان|حارة|زقاق)'
const HOUSE = '(?:مبنى|بناية|عمارة|منزل|بيت|فيلا|شقة|رقم|دور|طابق)'
/** شارع الملك فهد، مبنى 12، شقة 3 · 12 شارع التحرير */
const ARABIC = new RegExp(
  `(?<![\\p{L}\\d])[بوفل]?(?:\\d{1,4}،? ?${SHAR}(?: \\p{L}+){1,3}|${SHAR}(?: \\p{L}+){1,4}(?:(?:،|,)? ?${HOUSE}(?: رقم)? ?\\d{1,4})+|${HOUSE}(?: رقم)? ?\\d{1,4}(?:،|,)? ${SHAR}(?: \\p{L}+){1,3})(?:(?:،|,)? ?${HOUSE}(?: رقم)? ?\\d{1,4})*`,
  'dgu',
)

export function findAddresses(text: string): Span[] {
  return [ENGLISH, BOX, CYRILLIC, CYRILLIC_AFTER, ARABIC].flatMap((shape) => spansOf(shape, text))
}
