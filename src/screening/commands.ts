/** Looks at a post before it is stored: limits are used up, signals weighed. Nothing of the post itself is kept here. */
import type { Db } from '../db/schema.ts'
import { type Bucket, type Taken, takeAll } from '../web/buckets.ts'
import { TooOften } from '../web/errors.ts'
import { type Act, LIMITS, type Limit } from './limits.ts'
import { type Screened, type Signal, TOO_FAST_MS, weigh } from './rules.ts'
import type { Sender } from './sender.ts'
import { signalsIn, type Words } from './signals.ts'

export type Post = {
  act: Act
  sender: Sender
  words: Words
  /** Of this site, whose own addresses are no advertising. */
  ownHost: string
  /** What only a robot fills in. */
  trap: string | undefined
  /** How long ago the form was made, where it says. */
  formAge?: number | undefined
  /** The same words within REPEAT_MINUTES. */
  repeated: 'by_sender' | 'by_others' | false
  posesAsStaff: boolean
}

/** Throws TooOften above a line that refuses. The limits are used up by refused posts too. */
export async function screen(db: Db, post: Post): Promise<Screened> {
  const { sender, words, ownHost } = post
  const signals: Signal[] = [...(await useLimits(db, post.act, sender)), ...signalsIn(words, ownHost)]
  if (post.trap) signals.push('trap')
  if (post.formAge !== undefined && post.formAge < TOO_FAST_MS) signals.push('too_fast')
  if (post.repeated) signals.push(post.repeated === 'by_sender' ? 'same_text' : 'same_text_elsewhere')
  if (post.posesAsStaff) signals.push('name_of_staff')
  if (!sender.isKnown) signals.push('new_browser')
  if (!sender.saysLanguage) signals.push('no_language')
  return weigh(signals)
}

/** For acts that hold no words: a vote, an upload, a mail. Throws TooOften. */
export async function useLimits(db: Db, act: Act, sender: Sender): Promise<Signal[]> {
  const rows = LIMITS.flatMap((limit) => (limit.act === act ? bucketOf(limit, sender) : []))
  const taken = await takeAll(
    db,
    rows.map(({ bucket }) => bucket),
  )
  const over = rows.filter(({ bucket }) => taken.get(bucket.key)?.allowed === false)
  const refused = over.filter(({ limit }) => limit.over === 'refuse')
  if (refused.length > 0) throw new TooOften(Math.max(...refused.map(({ bucket }) => waitOf(taken, bucket))))
  return over.map(({ limit }) => (limit.whose === 'everyone' ? 'everyone_busy' : 'over_limit'))
}

function waitOf(taken: Map<string, Taken>, bucket: Bucket): number {
  return taken.get(bucket.key)?.waitSeconds ?? 0
}

function bucketOf(limit: Limit, sender: Sender): { limit: Limit; bucket: Bucket }[] {
  const who = whoOf(limit, sender)
  if (who === undefined) return []
  const { act, whose, size, seconds } = limit
  return [{ limit, bucket: { key: `${act}:${whose}:${size}/${seconds}:${who}`, size, seconds } }]
}

function whoOf({ whose }: Limit, sender: Sender): string | undefined {
  if (whose === 'visitor') return sender.personId === null ? undefined : String(sender.personId)
  if (whose === 'everyone') return sender.isKnown ? undefined : 'all'
  return sender[whose]
}
