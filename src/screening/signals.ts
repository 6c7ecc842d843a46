/** Signals in the words themselves. Nothing here looks at a language, a country or a mail service. */
import type { Signal } from './rules.ts'

export type Words = { title?: string | undefined; name?: string | undefined; text: string }

const LINK = /\bhttps?:\/\/([^\s/?#<>"')\]]{1,253})|\bwww\.[^\s/?#<>"')\]]{1,249}/gi
const LINK_IN_LINE = /https?:\/\/|\bwww\./i
const WORD = /[\p{L}\p{M}]{2,40}/gu

/** Links to several places, or links at all where none belongs. */
export function signalsIn({ title = '', name = '', text }: Words, ownHost: string): Signal[] {
  const links = [...text.matchAll(LINK)]
  const hosts = new Set(links.map(([link, host]) => (host ?? link).toLowerCase().replace(/^www\./, '')))
  hosts.delete(ownHost)
  const found: Signal[] = []
  if (links.length > 10) found.push('very_many_links')
  else if (links.length > 2 && hosts.size > 0) found.push('many_links')
  else if (hosts.size > 1) found.push('many_links')
  if (LINK_IN_LINE.test(title)) found.push('link_in_title')
  // A name may hold a point ("J. Doe") but no address of any kind.
  if (LINK_IN_LINE.test(name) || /\S\.[a-z]{2,}(\/|\s|$)/i.test(name)) found.push('link_in_name')
  if (hasMixedWord(`${title}\n${text}`)) found.push('mixed_letters')
  return found
}

/** Words that go from one alphabet to the other and back ("Pаypаl"); one change is how Russian bends a foreign word. */
function hasMixedWord(text: string): boolean {
  for (const [word] of text.slice(0, 20_000).matchAll(WORD)) {
    const scripts = [...word].map((letter) => (/\p{Script=Cyrillic}/u.test(letter) ? 'c' : 'l')).join('')
    if (/[a-z]/i.test(word) && scripts.replace(/(.)\1+/g, '$1').length > 2) return true
  }
  return false
}
