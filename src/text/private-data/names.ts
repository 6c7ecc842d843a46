import type { Span } from './find.ts'
import { spansOf } from './spans.ts'

/** Who wrote the text: what is known of them, and the name they chose to be seen under, which is no secret. */
export type Poster = { name?: string | undefined; email?: string | null | undefined; shownName?: string | undefined }

const ONE = "(?:\\p{Lu}['’])?\\p{Lu}[\\p{Ll}'’]+(?:-\\p{Lu}\\p{Ll}+)?"
const TWO = `${ONE}(?: \\p{Lu}\\.)?(?: ${ONE}){1,2}`
/** A name said in so many words, or beneath a farewell; first and last name, since a first name alone is anybody's. */
const SAID = [
  new RegExp(
    `(?<!\\p{L})(?:[Mm]y (?:full |real )?name(?:'s| is)|[Мм]еня зовут|[Мм]ене звати|[Мм]о[её] имя|[Мм]оє ім['’]я)[ :–-]{1,3}(${TWO})(?!\\p{L})`,
    'dgu',
  ),
  new RegExp(
    `(?<!\\p{L})(?:[Bb]est|[Kk]ind(?:est)? [Rr]egards|[Ww]arm [Rr]egards|[Rr]egards|[Ss]incerely|[Yy]ours(?: (?:truly|sincerely|faithfully))?|[Сс] уважением|[Зз] повагою|[Щщ]иро|[Сс]пасибо|[Дд]якую|مع تحياتي|تحياتي),?[ ]{0,2}\\n{1,3}(${TWO})(?=[ ]*(?:\\n|$|[,.]))`,
    'dgu',
  ),
]
const ARABIC =
  /(?<!\p{L})و?(?:اسمي|إسمي|أنا المدعو|الاسم الكامل:?) ((?!هو |في |على |من |لا )\p{Script=Arabic}{2,} (?!في |على |من |لا )\p{Script=Arabic}{2,})/dgu

export function findNames(text: string, poster: Poster): Span[] {
  const own = ownNames(poster)
  const shown = (poster.shownName ?? '').toLowerCase()
  const isShown = (found: string) => shown !== '' && shown.includes(found.toLowerCase())
  const said = [...SAID, ARABIC].flatMap((pattern) => spansOf(pattern, text, (found) => !isShown(found)))
  return [...said, ...own.flatMap((pattern) => spansOf(pattern, text, (found) => !isShown(found)))]
}

/** First and last name together in any case; the last one alone as a name is written. */
function ownNames({ name = '', email }: Poster): RegExp[] {
  const words = name.split(/\s+/).filter((word) => /^\p{L}[\p{L}'’-]{2,}$/u.test(word))
  const mailed =
    (email ?? '')
      .split('@')[0]
      ?.split(/[._-]/)
      .filter((word) => /^\p{L}{3,}$/u.test(word)) ?? []
  const patterns: RegExp[] = []
  for (const parts of [words, mailed]) {
    if (parts.length < 2) continue
    const inOrder = parts.map(escaped).join('\\s+')
    const turned = parts.toReversed().map(escaped).join(',?\\s+')
    patterns.push(new RegExp(`(?<!\\p{L})(?:${inOrder}|${turned})(?!\\p{L})`, 'dgiu'))
  }
  const last = words.length >= 2 ? words.at(-1) : undefined
  // Four letters and more: "Mark May" is found whole, "May" is a month.
  if (last && last.length >= 5) patterns.push(new RegExp(`(?<!\\p{L})${escaped(last)}(?!\\p{L})`, 'dgu'))
  return patterns
}

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
