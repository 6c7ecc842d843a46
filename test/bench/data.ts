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

/** Copies public tickets until there are `wanted`; every third copy carries a word that only it has, for rare searches. */
export async function multiply(db: Db, wanted: number): Promise<void> {
  const { n, last } = await db
    .selectFrom('tickets')
    .select((eb) => [eb.fn.countAll<number>().as('n'), eb.fn.max('id').as('last')])
    .where('visibility', '=', 'public')
    .executeTakeFirstOrThrow()
  const copies = Math.ceil((wanted - n) / n)
  for (let copy = 1; copy <= copies; copy++) {
    await sql`
      WITH made AS (INSERT INTO tickets (kind, visibility, review_state, status_id, phase, category_id, requester_id, requester_name, title,
        slug, source, html, html_version, excerpt, language, created_at, activity_at, changed_at, waiting_since, first_reply_at,
        first_public_reply_at, done_at, vote_count, carried_votes, was_public, search, assignee_id, priority, channel,
        first_reply_due_at)
      SELECT kind, visibility, review_state, status_id, phase, category_id, requester_id, requester_name, title || ' ' || ${copy}::text,
        slug, source, html, html_version, excerpt, language, created_at - ${copy}::int * interval '7 minutes',
        activity_at - ${copy}::int * interval '7 minutes', changed_at, waiting_since - ${copy}::int * interval '7 minutes',
        first_reply_at, first_public_reply_at, done_at - ${copy}::int * interval '7 minutes', vote_count, vote_count, was_public,
        search || to_tsvector('simple', ${copy % 3 === 0 ? `rarity${copy}` : ''}::text),
        CASE ${copy}::int % 5 WHEN 0 THEN (SELECT min(id) FROM staff) WHEN 1 THEN (SELECT max(id) FROM staff) END,
        1 + ${copy}::int % 4, (ARRAY['web', 'mail', 'phone'])[1 + ${copy}::int % 3],
        first_reply_due_at - ${copy}::int * interval '7 minutes'
      FROM tickets WHERE visibility = 'public' ORDER BY id LIMIT ${n} RETURNING id, title)
      INSERT INTO ticket_tags (ticket_id, tag_id)
      SELECT made.id, ticket_tags.tag_id FROM ticket_tags
        JOIN tickets original ON original.id = ticket_tags.ticket_id AND original.id <= ${last}
        JOIN made ON made.title = original.title || ' ' || ${copy}::text`.execute(db)
  }
  await sql`ANALYZE`.execute(db)
}
