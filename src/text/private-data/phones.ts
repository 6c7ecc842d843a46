import type { Span } from './find.ts'
import { before, isInUrl, spansOf } from './spans.ts'

// The shapes in which people of the interface languages write their numbers; a number of any country with its code.
// A number of no such shape counts where a word for telephone stands before it.
const EDGE = '(?<![\\p{L}\\p{N}_+.,:/#=\\-])'
const END = '(?![\\p{L}\\p{N}_]|[-.,:/][\\p{L}\\p{N}])'
const SHAPES = [
  /** +44 7911 123456, 00 49 30 1234 5678 */
  '(?:\\+|00\\s?)[1-9]\\d{0,2}(?:[ .\\-]?\\(?\\d{1,4}\\)?){2,6}',
  /** (415) 234-5678, 1-415-234-5678, 415.234.5678 */
  '(?:1[ .\\-])?(?:\\([2-9]\\d{2}\\)\\s?|[2-9]\\d{2}[ .\\-])[2-9]\\d{2}[ .\\-]\\d{4}',
  /** 07911 123456, 020 7946 0958 */
  '07\\d{3} ?\\d{3} ?\\d{3}',
  '0(?:20|1\\d{2}) \\d{3,4} \\d{4}',
  /** 8 (912) 345-67-89 */
  '8[ \\-]?\\(?[3-9]\\d{2}\\)?[ \\-]?\\d{3}[ \\-]?\\d{2}[ \\-]?\\d{2}',
  /** 067 123-45-67, (044) 123-45-67 */
  '\\(?0(?:3[1-8]|4[1-8]|5[0-9]|6[1-9]|7[03]|89|9[1-9])\\d?\\)?[ \\-]?\\d{3}[ \\-]\\d{2}[ \\-]\\d{2}',
  '0(?:39|50|6[3678]|73|9[1-9])\\d{7}',
  /** Egypt, Saudi Arabia and its neighbours */
  '01[0125][ \\-]?\\d{4}[ \\-]?\\d{4}',
  '05\\d[ \\-]?\\d{3}[ \\-]?\\d{4}',
]
const SHAPED = new RegExp(`${EDGE}(?:${SHAPES.join('|')})${END}`, 'dgu')
const CALLED =
  /(?:\b(?:tel(?:ephone)?|phone|mobile|cell|call(?: me)?(?: (?:at|on))?|whats?app|viber|sms|fax)\b(?:\s(?:number|no))?|(?<!\p{L})(?:тел(?:ефон\p{L}*)?|моб(?:ильн\p{L}*|ільн\p{L}*)?|звоните|позвоните|дзвоніть|зателефонуйте|вотсап|ватсап)|هاتف\p{L}*|هاتفي|جوال\p{L}*|الجوال|موبايل\p{L}*|واتساب|اتصل\p{L}*)(?:\s?(?:number|is|по|на|за|это|هو|على|رقم))?[\s.:#№=–-]{1,4}(\(?\+?\d(?:[ .()-]{0,2}\d){6,14})(?!\d)/dgiu
/** Free of charge, so a firm's. */
const TOLL_FREE = /^\+?1?[ .-]?\(?8(?:00|33|44|55|66|77|88)\b/
/** "version", "error", an order: what stands before a number and says that it is another. */
const OTHER =
  /(?:\b(?:v(?:er(?:sion)?)?|build|rv|order|invoice|ticket|case|bug|error|code|id|serial|kb|ref(?:erence)?|imei|isbn|port|ip|sku|tracking)|заказ\p{L}*|замовлення|верси\p{L}*|версі\p{L}*|ошибк\p{L}*|помилк\p{L}*|счет\p{L}*|квитанц\p{L}*|طلب\p{L}*|فاتورة|الإصدار)\W{0,4}(?:no\.?|number|nr\.?|#|№|номер|رقم)?\W{0,3}$/iu

export function findPhones(text: string): Span[] {
  const fits = (found: string, at: number) => isNumber(found) && !isInUrl(text, at)
  return [
    ...spansOf(
      SHAPED,
      text,
      (found, at) => fits(found, at) && !OTHER.test(before(text, at)) && !isOther(text, found, at),
    ),
    ...spansOf(CALLED, text, fits),
  ]
}

function isNumber(found: string): boolean {
  const digits = found.replace(/\D/g, '')
  if (digits.length < 7 || digits.length > 15) return false
  return !TOLL_FREE.test(found) && !/^(\d)\1+$/.test(digits) && !isDate(found)
}

/** 2021-03-04 12:30, 20210304123000, 12.03.2021: moments of logs. */
const isDate = (found: string) =>
  /^(?:19|20)\d{2}[-. ]?[01]\d[-. ]?[0-3]\d/.test(found) || /^[0-3]?\d[-. ][01]\d[-. ](?:19|20)\d{2}/.test(found)

/** In a row of numbers ("12 450 123 4567 890") none is a telephone's. */
function isOther(text: string, found: string, at: number): boolean {
  const after = text.slice(at + found.length, at + found.length + 8)
  return (
    /\d[ .]$/.test(before(text, at, 3)) ||
    /^[ ]\d{3}/.test(after) ||
    /^\s?(?:bytes|ms|kb|mb|px|руб|грн|\$|€|%)/iu.test(after)
  )
}
