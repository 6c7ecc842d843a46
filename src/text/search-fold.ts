// What people type and what stands written differ in ways that no stemmer knows: an accent left out, ё written as е, the
// Ukrainian apostrophe in one of its four shapes, Arabic vowel signs. Both sides of a search pass this.

const LATIN_MARKS = /(\p{Script=Latin})\p{Mn}+/gu
/** Vowel signs, the tatweel that stretches a word, and the superscript alef. */
const ARABIC_SIGNS = /[\u064b-\u0652\u0640\u0670]/g
const APOSTROPHES = /[\u02bc\u2019\u2018\u0060\u00b4]/g
const WIDE_OR_LIGATURE = /[\uff01-\uff5e\ufb00-\ufb06]/g

/** The text as it is indexed and looked up; never shown. Cyrillic keeps its marks: й is no и, ї no і. */
export function foldForSearch(text: string): string {
  return text
    .replace(WIDE_OR_LIGATURE, (sign) => sign.normalize('NFKC'))
    .replace(APOSTROPHES, "'")
    .replace(ARABIC_SIGNS, '')
    .replaceAll('ё', 'е')
    .replaceAll('Ё', 'Е')
    .normalize('NFD')
    .replace(LATIN_MARKS, '$1')
    .normalize('NFC')
}
