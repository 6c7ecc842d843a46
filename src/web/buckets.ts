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
  return takenWith(rows[0]?.tokens ?? 0, rate)
}

function takenWith(tokens: number, rate: number): Taken {
  return tokens >= 0 ? { allowed: true, waitSeconds: 0 } : { allowed: false, waitSeconds: -tokens / rate }
}

/** The same for several buckets at once, still in one statement; answers by key. Each key may stand there once. */
export async function takeAll(db: Db, buckets: readonly Bucket[]): Promise<Map<string, Taken>> {
  if (buckets.length === 0) return new Map()
  const wanted = sql`unnest(
    ${buckets.map(({ key }) => key)}::text[],
    ${buckets.map(({ size }) => size)}::float8[],
    ${buckets.map(({ seconds }) => seconds)}::float8[]
  ) AS wanted (key, size, seconds)`
  // Rows are locked in the order of their keys, so that two posts at once never wait for each other in a circle.
  const { rows } = await sql<{ key: string; tokens: number }>`
    INSERT INTO buckets AS b (key, tokens, updated_at) SELECT key, size - 1, now() FROM ${wanted} ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      tokens = (
        SELECT greatest(-1, least(size, b.tokens + extract(epoch FROM now() - b.updated_at)::float8 * size / seconds) - 1)
        FROM ${wanted} WHERE wanted.key = b.key
      ),
      updated_at = now()
    RETURNING key, tokens`.execute(db)
  const left = new Map(rows.map(({ key, tokens }) => [key, tokens]))
  return new Map(buckets.map(({ key, size, seconds }) => [key, takenWith(left.get(key) ?? 0, size / seconds)]))
}

/** Full buckets say nothing: rows untouched for two days go. */
export async function sweepBuckets(db: Db): Promise<void> {
  await db.deleteFrom('buckets').where(sql<boolean>`updated_at < now() - interval '2 days'`).execute()
}
