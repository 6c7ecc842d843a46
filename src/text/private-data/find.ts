/** What should not stand on a public page by mistake. One rule set for every guard; see the files beside for each kind. */
import { findAddresses } from './addresses.ts'
import { findBankAccounts } from './bank-accounts.ts'
import { findCards } from './cards.ts'
import { findEmails } from './emails.ts'
import { findNames, type Poster } from './names.ts'
import { findPhones } from './phones.ts'
import { readable } from './readable.ts'
import { findSecrets } from './secrets.ts'

export type PrivateKind = 'email' | 'phone' | 'card' | 'bank' | 'secret' | 'address' | 'name'
/** Half-open, in UTF-16 units. */
export type Span = { start: number; end: number }
export type Finding = Span & { kind: PrivateKind; text: string }
export type { Poster }

/** In the order of trust: where two overlap, the earlier one names what is found. */
const FINDERS: [PrivateKind, (text: string, poster: Poster) => Span[]][] = [
  ['secret', findSecrets],
  ['email', findEmails],
  ['bank', findBankAccounts],
  ['card', findCards],
  ['phone', findPhones],
  ['address', findAddresses],
  ['name', findNames],
]

/**
 * What a Markdown source or a plain line tells of a person or opens, in the order of the text, none overlapping. Offsets
 * are those of `text` itself, whatever escapes, entities or digits of other scripts it is written with. Linear in the
 * length of the text; a long text takes some milliseconds.
 */
export function findPrivateData(text: string, { poster = {} }: { poster?: Poster } = {}): Finding[] {
  const view = readable(text)
  const found: Ranked[] = []
  for (const [trust, [kind, finder]] of FINDERS.entries()) {
    for (const span of finder(view.text, poster)) {
      found.push({ kind, trust, start: view.from(span.start), end: view.to(span.end) })
    }
  }
  return merged(found).map(({ kind, start, end }) => ({ kind, start, end, text: text.slice(start, end) }))
}

type Ranked = Span & { kind: PrivateKind; trust: number }

/** One thing said twice over is one thing: nothing of either may stay. */
function merged(found: readonly Ranked[]): Ranked[] {
  const inOrder = found.toSorted((a, b) => a.start - b.start)
  const apart: Ranked[] = []
  for (const finding of inOrder) {
    const last = apart.at(-1)
    if (!last || finding.start >= last.end) {
      apart.push({ ...finding })
      continue
    }
    last.end = Math.max(last.end, finding.end)
    if (finding.trust < last.trust) Object.assign(last, { kind: finding.kind, trust: finding.trust })
  }
  return apart
}
