/** Which passwords are refused: short ones, and those that are first in every list of guesses (ASVS 5.0, 6.2). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Faults } from '../web/forms.ts'

export const SHORTEST_PASSWORD = 12
/** Far above anything typed or kept; a bound for the work of checking it. */
export const LONGEST_PASSWORD = 200
/** A password is worth as many signs as it has pieces that no list holds. */
const FEWEST_PIECES = 6

/** Words that people build passwords of, one line's worth at a time; files of millions hold these with a year behind. */
const COMMON = readFileSync(join(import.meta.dirname, 'common-passwords.txt'), 'utf8')
  .split(/\s+/)
  .filter(Boolean)

/** Neighbours on a keyboard or in an alphabet; read backwards too. */
const WALKS = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '!@#$%^&*()',
  'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
  'йцукенгшщзхъ',
  'йцукенгшщзхї',
  'фывапролджэ',
  'фівапролджє',
  'ячсмитьбю',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
  'ضصثقفغعهخحجد',
  'شسيبلاتنمك',
].flatMap((walk) => [walk, [...walk].reverse().join('')])

/** Signs that stand for letters in guesses as in passwords. */
const STAND_INS: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

/** The same as faults of a form's field. */
export function passwordFaults(password: string, own: readonly string[]): Faults {
  const key = passwordFault(password, own)
  return key ? { password: { key, params: { min: SHORTEST_PASSWORD, max: LONGEST_PASSWORD } } } : {}
}

/**
 * The reason in the catalogue why this may not be a password, or undefined. `own` are words a guesser tries first: the
 * site's name, the person's name and e-mail.
 */
export function passwordFault(password: string, own: readonly string[]): string | undefined {
  const letters = [...password.normalize('NFKC')]
  if (letters.length < SHORTEST_PASSWORD) return 'people.password_short'
  if (letters.length > LONGEST_PASSWORD) return 'people.password_long'
  const text = letters.join('').toLowerCase()
  const words = [...COMMON, ...own.flatMap(wordsOf)]
  const pieces = Math.min(countPieces(text, words), countPieces(withoutStandIns(text), words))
  return pieces < FEWEST_PIECES ? 'people.password_common' : undefined
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return [text.toLowerCase(), ...words, words.join('')].filter((word) => [...word].length >= 3)
}

function withoutStandIns(text: string): string {
  return text.replace(/[@43!10$57]/g, (sign) => STAND_INS[sign] ?? sign)
}

/** Cuts the text into known words, walks, repeats and years from its start, the longest first; any other sign counts. */
function countPieces(text: string, words: readonly string[]): number {
  const seen = new Set<string>()
  let pieces = 0
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at)
    const length = Math.max(wordLength(rest, words), walkLength(rest), repeatLength(rest), yearLength(rest), 1)
    const piece = rest.slice(0, length)
    // What stood there before adds nothing: "abcabcabcabc", "secretsecret".
    if (!seen.has(piece)) pieces += 1
    seen.add(piece)
    at += length
  }
  return pieces
}

function wordLength(rest: string, words: readonly string[]): number {
  return words.reduce((longest, word) => (word.length > longest && rest.startsWith(word) ? word.length : longest), 0)
}

function walkLength(rest: string): number {
  for (let length = Math.min(rest.length, 33); length >= 3; length--) {
    const start = rest.slice(0, length)
    if (WALKS.some((walk) => walk.includes(start))) return length
  }
  return 0
}

function repeatLength(rest: string): number {
  return /^(.)\1{2,}/u.exec(rest)?.[0].length ?? 0
}

function yearLength(rest: string): number {
  return /^(19|20)\d\d/.test(rest) ? 4 : 0
}
