/**
 * Token buckets kept in the database, so that several processes share them and a restart forgives nothing.
 * A bucket holds `size` tokens and fills up again evenly over `seconds`.
 */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'

export type Bucket = { key: string; size: number; seconds: number }
export type Taken = {
  /** False when a bucket had no whole token left. */
  allowed: boolean
  /** Seconds until there is one again; 0 when allowed. */
  waitSeconds: number
}

/** Takes one token from the bucket, in one statement. Keys are `purpose:who`; who is hashed by the caller. */
export async function take(db: Db, { key, size, seconds }: Bucket): Promise<Taken> {
  const rate = size / seconds
  const { rows } = await sql<{ tokens: number }>`
    INSERT INTO buckets AS b (key, tokens, updated_at) VALUES (${key}, ${size - 1}::float8, now())
    ON CONFLICT (key) DO UPDATE SET
      tokens = greatest(-1, least(${size}::float8, b.tokens + extract(epoch FROM now() - b.updated_at) * ${rate}::float8) - 1),
      updated_at = now()
    RETURNING tokens`.execute(db)
  const tokens = rows[0]?.tokens ?? 0
  return tokens >= 0 ? { allowed: true, waitSeconds: 0 } : { allowed: false, waitSeconds: -tokens / rate }
}

/** Full buckets say nothing: rows untouched for two days go. */
export async function sweepBuckets(db: Db): Promise<void> {
  await db.deleteFrom('buckets').where(sql<boolean>`updated_at < now() - interval '2 days'`).execute()
}
