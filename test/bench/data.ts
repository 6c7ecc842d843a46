/** The bench's data: the demonstration set, multiplied to so many tickets, each with its own words and dates. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../../src/db/schema.ts'
import { runNode } from './processes.ts'

const ROOT = join(import.meta.dirname, '../..')
const DEMO = join(ROOT, 'src/import/demo')

export async function importDemo(env: Record<string, string>, folder?: string): Promise<void> {
  const own = readdirSync(DEMO).filter((name) => name.endsWith('.jsonl'))
  const given = folder ? readdirSync(folder).filter((name) => /\.(jsonl|csv|xml)(\.gz)?$/.test(name)) : []
  const files = [...own.map((name) => join(DEMO, name)), ...given.map((name) => join(folder as string, name))]
  await runNode([join(ROOT, 'src/bin/import.ts'), ...files], env)
}

/** Where the copies stand: each set of `size` in the order of the originals, a minute apart, older and older. */
export type Copies = { size: number; copies: number; newest: Date }

/**
 * Copies public tickets until there are `wanted`, so that a page far down the list holds the very texts of one at its
 * top; every third copy carries a word that only it has, for rare searches.
 */
export async function multiply(db: Db, wanted: number): Promise<Copies> {
  const { size, last, newest } = await db
    .selectFrom('tickets')
    .select((eb) => [
      eb.fn.countAll<number>().as('size'),
      eb.fn.max('id').as('last'),
      eb.fn.max('created_at').as('newest'),
    ])
    .where('visibility', '=', 'public')
    .executeTakeFirstOrThrow()
  const copies = Math.ceil((wanted - size) / size)
  for (let copy = 1; copy <= copies; copy++) {
    await sql`
      WITH original AS (
        SELECT *, created_at - ${newest}::timestamptz + make_interval(mins =>
          (${copy}::int * ${size}::int + row_number() OVER (ORDER BY created_at DESC, id DESC))::int) AS by
        FROM tickets WHERE visibility = 'public' AND id <= ${last}::int
      ), made AS (
        INSERT INTO tickets (kind, visibility, review_state, status_id, phase, category_id, requester_id, requester_name,
          title, slug, source, html, html_version, excerpt, language, created_at, activity_at, changed_at, waiting_since,
          first_reply_at, first_public_reply_at, done_at, vote_count, carried_votes, was_public, search, assignee_id,
          priority, channel, first_reply_due_at)
        SELECT kind, visibility, review_state, status_id, phase, category_id, requester_id, requester_name,
          title || ' ' || ${copy}::text, slug, source, html, html_version, excerpt, language, created_at - by,
          activity_at - by, changed_at, waiting_since - by, first_reply_at - by, first_public_reply_at - by, done_at - by,
          vote_count, vote_count, was_public,
          search || to_tsvector('simple', ${copy % 3 === 0 ? `rarity${copy}` : ''}::text),
          CASE ${copy}::int % 5 WHEN 0 THEN (SELECT min(id) FROM staff) WHEN 1 THEN (SELECT max(id) FROM staff) END,
          1 + ${copy}::int % 4, (ARRAY['web', 'mail', 'phone'])[1 + ${copy}::int % 3], first_reply_due_at - by
        FROM original
        RETURNING id, title
      )
      INSERT INTO ticket_tags (ticket_id, tag_id)
      SELECT made.id, ticket_tags.tag_id FROM ticket_tags
        JOIN original ON original.id = ticket_tags.ticket_id
        JOIN made ON made.title = original.title || ' ' || ${copy}::text`.execute(db)
  }
  // As the server's own sweeping would have left it; that of so many rows takes longer than a page may.
  await db.connection().execute(async (one) => {
    await sql`SET statement_timeout = 0`.execute(one)
    await sql`VACUUM ANALYZE`.execute(one)
    await sql`RESET statement_timeout`.execute(one)
  })
  return { size, copies, newest }
}
