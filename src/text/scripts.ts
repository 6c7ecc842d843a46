/** Letters that tell languages of one script apart, weighed before any statistics: they decide texts of three words. */
export type Script = {
  letters: RegExp
  /** The only language we know in this script. */
  language?: string
  /** The language by its own letters, or undefined when they do not tell. `words` are in this script only. */
  byLetters?: (words: string) => string | undefined
  /** What a text in this script is when nothing else tells, and the languages one may expect instead. */
  usual?: string
  others?: string[]
}

const count = (words: string, letters: RegExp) => words.match(letters)?.length ?? 0

function cyrillic(words: string): string | undefined {
  // Kazakh, Tatar and others are none of the languages known here; calling them Russian would stem them as such.
  if (count(words, /[әғқңөұүһҗҳӣ]/gi) > 1) return 'und'
  if (count(words, /ў/gi) > 0) return 'be'
  // A thank-you is one word long, and "дякую" has none of these letters.
  const ukrainian = count(words, /[ґєїі]|дяку|дуже/gi)
  const russian = count(words, /[ыэё]/gi)
  // Twice as many, because each side quotes the other.
  if (ukrainian > 2 * russian) return 'uk'
  if (russian > 2 * ukrainian) return 'ru'
  if (count(words, /[ѓќѕ]/gi) > 0) return 'mk'
  return count(words, /[ђћјљњџ]/gi) > 0 ? 'sr' : undefined
}

function arabic(words: string): string | undefined {
  if (count(words, /[ٹڈڑںے]/g) > 1) return 'ur'
  if (count(words, /[ۆێڵڕ]/g) > 1) return 'ku'
  // Persian has its own k and y and a joiner that draws nothing, in nearly every word; Arabic borrows p now and then.
  return count(words, /[پچژگکی\u200c]/g) * 30 > words.length ? 'fa' : 'ar'
}

export const latin: Script = { letters: /\p{Script=Latin}/gu }

/** Every script but Latin. Japanese first: its texts are mostly Chinese letters between its own. */
export const scripts: Script[] = [
  { letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, language: 'ja' },
  { letters: /\p{Script=Han}/gu, language: 'zh' },
  { letters: /\p{Script=Cyrillic}/gu, byLetters: cyrillic, usual: 'ru', others: ['uk', 'be', 'bg', 'sr', 'mk'] },
  { letters: /\p{Script=Arabic}/gu, byLetters: arabic },
  { letters: /\p{Script=Devanagari}/gu, usual: 'hi', others: ['mr', 'ne'] },
  { letters: /\p{Script=Hebrew}/gu, byLetters: (words) => (count(words, /[ײװױ]/g) > 0 ? 'yi' : 'he') },
  { letters: /\p{Script=Greek}/gu, language: 'el' },
  { letters: /\p{Script=Hangul}/gu, language: 'ko' },
  { letters: /\p{Script=Thai}/gu, language: 'th' },
  { letters: /\p{Script=Armenian}/gu, language: 'hy' },
  { letters: /\p{Script=Georgian}/gu, language: 'ka' },
  { letters: /\p{Script=Tamil}/gu, language: 'ta' },
  { letters: /\p{Script=Bengali}/gu, language: 'bn' },
  { letters: /\p{Script=Telugu}/gu, language: 'te' },
  { letters: /\p{Script=Gujarati}/gu, language: 'gu' },
  { letters: /\p{Script=Gurmukhi}/gu, language: 'pa' },
  { letters: /\p{Script=Kannada}/gu, language: 'kn' },
  { letters: /\p{Script=Malayalam}/gu, language: 'ml' },
  { letters: /\p{Script=Ethiopic}/gu, language: 'am' },
]
