import { capMarks } from './clean.ts'
import { lookAlike } from './look-alikes.ts'

/**
 * What is left of a name when everything is taken away that a glance does not see: case, accents, spaces, punctuation,
 * invisible and direction characters, letters borrowed from another alphabet, digits for letters ("Аnnа" with Cyrillic
 * а, "Ann4", "ＡＮＮＡ" and "A.n.n.a" are all "anna"). Two names with the same skeleton may be taken for each other; the
 * skeleton itself is for comparing only, never shown. '' for a name with no letter or digit. Looks at 200 characters.
 */
export function nameSkeleton(name: string): string {
  const plain = capMarks(name.slice(0, 200).toWellFormed(), 4).normalize('NFKD').replace(/\p{M}/gu, '')
  const letters = [...plain].map(lookAlike).join('')
  // Pairs of letters that draw another one.
  return letters.replaceAll('rn', 'm').replaceAll('vv', 'w')
}
