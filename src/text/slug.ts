import { capMarks, cleanLine } from './clean.ts'
import { latinOf } from './transliterate.ts'

const LONGEST = 80

/**
 * The readable part of an address: lower case, words joined by hyphens, about 80 characters cut between words. '' when
 * the title has no letter or digit ("???", emoji); the address is then the number alone, and it is never trusted anyway:
 * the number decides.
 *
 * Cyrillic becomes Latin letters by the rules of `language` (ISO 639-1), accents are folded. Arabic, Hebrew, Greek,
 * Chinese, Japanese and other scripts keep their letters, to be percent-encoded by who writes the address: spelled in
 * Latin letters they lose their vowels or everything (findable.md, "Slugs, measured").
 */
export function slugOf(title: string, language: string): string {
  // NFKC: wide letters, ligatures and Arabic presentation forms are the plain letters they show.
  const line = cleanLine(title.slice(0, 400)).normalize('NFKC').toLowerCase()
  // "don't" is one word; so is Ukrainian "п'ять", in whose slug the apostrophe has no sound of its own.
  const latin = withoutAccents(latinOf(line.replace(/['’ʼ`]/g, ''), language))
  const words = latin.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  return fitting(words)
}

// Letters whose mark is not a separate one to Unicode.
const WHOLE: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
}

/** Accents fold on Latin letters only: an Arabic hamza or a Japanese voicing mark makes another letter. */
function withoutAccents(text: string): string {
  return (
    capMarks(text, 4)
      .replace(/\p{Script=Latin}\p{M}*/gu, (letter) => letter.normalize('NFD').replace(/\p{M}+/gu, ''))
      .replace(/[ßæœøđðþłıħ]/g, (letter) => WHOLE[letter] ?? letter)
      // Arabic vowel signs and the stretching line are ornament: with and without them it is the same word.
      .replace(/[\u064b-\u0652\u0640]/g, '')
  )
}

function fitting(words: string[]): string {
  let slug = ''
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`
    if (longer.length > LONGEST) break
    slug = longer
  }
  if (slug !== '' || !words[0]) return slug
  // The first word alone is too long: a script without spaces still has words in it, a German noun only letters.
  return cutAt('word', words[0]) || cutAt('grapheme', words[0])
}

function cutAt(granularity: 'word' | 'grapheme', word: string): string {
  let cut = ''
  for (const { segment } of new Intl.Segmenter(undefined, { granularity }).segment(word.slice(0, 2 * LONGEST))) {
    if (cut.length + segment.length > LONGEST) break
    cut += segment
  }
  return cut
}
