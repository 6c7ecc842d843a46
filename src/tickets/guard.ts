/** What a text tells that may be nobody's business, as a question to whoever is about to publish it. It never blocks. */
import { createHash } from 'node:crypto'
import type { Translate } from '../i18n/languages.ts'
import { findPrivateData, type Poster, type PrivateKind } from '../text/private-data/find.ts'
import type { Hidden } from '../text/private-data/hide.ts'
import { readable } from '../text/private-data/readable.ts'
import type { Typed } from '../web/forms.ts'

/** One thing found, however often it stands there. `around`: the words to its left and right. */
export type Found = Hidden & { kind: PrivateKind; key: string; around: [before: string, after: string] }

/** More than anybody looks through; what is beyond is found again once these are hidden. */
const MOST = 60
const AROUND = 40

export function lookOver(texts: readonly string[], poster: Poster = {}): Found[] {
  const found = new Map<string, Found>()
  for (const text of texts) {
    for (const { kind, start, end, text: written } of findPrivateData(text, { poster })) {
      const shown = readable(written).text.trim()
      const key = keyOf(shown)
      if (found.has(key) || found.size === MOST) continue
      const before = readable(text.slice(Math.max(0, start - AROUND), start)).text
      const after = readable(text.slice(end, end + AROUND)).text
      found.set(key, { key, kind, text: shown, around: [before, after] })
    }
  }
  return [...found.values()]
}

const keyOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 12)

/** What was shown to the person, and what of it they want hidden. */
export type Choice = { seen: ReadonlySet<string>; hide: ReadonlySet<string> }

/** Names of the fields of `views/tickets/_guard`. */
export const SEEN_FIELD = 'guarded'
const HIDE_FIELD = 'hide_'

export function readChoice(typed: Typed): Choice {
  const ticked = Object.keys(typed).filter((name) => name.startsWith(HIDE_FIELD) && typed[name])
  return {
    seen: new Set((typed[SEEN_FIELD] ?? '').split(',').filter(Boolean)),
    hide: new Set(ticked.map((name) => name.slice(HIDE_FIELD.length))),
  }
}

/** Something is there that they have not been asked about. */
export function isOpen(found: readonly Found[], { seen }: Choice): boolean {
  return found.some(({ key }) => !seen.has(key))
}

/** As the boxes stand on the page: what nobody has been asked about yet is ticked. */
export function ticked(found: readonly Found[], { seen, hide }: Choice): Choice {
  return { seen, hide: new Set([...hide, ...found.map(({ key }) => key).filter((key) => !seen.has(key))]) }
}

/** What they want hidden. */
export function chosen(found: readonly Found[], { hide }: Choice): Hidden[] {
  return found.filter(({ key }) => hide.has(key)).map(({ kind, text }) => ({ kind, text }))
}

/** The form's fields without those of the guard, for one that is asked anew. */
export function withoutChoice(typed: Typed): Typed {
  return Object.fromEntries(
    Object.entries(typed).filter(([name]) => name !== SEEN_FIELD && !name.startsWith(HIDE_FIELD)),
  )
}

/** For views/tickets/_guard. Everything is ticked until somebody has seen it and said otherwise. */
export function guardWords(found: readonly Found[], choice: Choice, t: Translate) {
  const { hide } = ticked(found, choice)
  return {
    seen: { name: SEEN_FIELD, value: found.map(({ key }) => key).join(',') },
    items: found.map(({ key, kind, text, around: [before, after] }) => ({
      name: HIDE_FIELD + key,
      kind: t(`guard.kind_${kind}`),
      text,
      before: before.replace(/\s+/g, ' ').replace(/^\S*\s/, '… '),
      after: after.replace(/\s+/g, ' ').replace(/\s\S*$/, ' …'),
      checked: hide.has(key),
    })),
  }
}
