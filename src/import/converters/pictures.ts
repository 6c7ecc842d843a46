import { wordsFor } from '../words.ts'

/**
 * A picture the export did not bring, in words. Alternative texts that are only a file's name ("a3f…-1.jpg",
 * "tb115-undo-16x16") describe nothing and are left out. `inline`: it stands in the middle of a sentence.
 */
export function pictureWords(alt: string, language: string | undefined, inline: boolean): string {
  const t = wordsFor(language)
  const name = alt
    .trim()
    .replace(/\.(?:png|jpe?g|gif|svg|webp)$/i, '')
    .replaceAll('_', ' ')
  const describes = /\p{L}{2,}\s+\S*\p{L}{2,}/u.test(name)
  const key = inline ? 'import.picture_inline' : 'import.picture'
  return describes ? t(`${key}_named`, { name }) : t(key)
}
