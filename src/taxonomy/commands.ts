/** Changes of statuses, categories and tags. Whoever calls refreshes the live taxonomy after the commit. */
import { sql } from 'kysely'
import { changed } from '../db/live.ts'
import type { Names, StatusRow, Trx } from '../db/schema.ts'
import { slugOf } from '../text/slug.ts'
import { Refused } from '../web/errors.ts'
import { TAXONOMY_TOPIC } from './queries.ts'

export type StatusChanges = { names: Names; colour: string; needs_reason: boolean }

/** At the end of its kind's list. */
export async function addStatus(
  trx: Trx,
  status: StatusChanges & Pick<StatusRow, 'kind' | 'phase' | 'waiting_for'>,
): Promise<void> {
  await trx
    .insertInto('statuses')
    .values({
      ...status,
      names: JSON.stringify(status.names),
      position: sql`(SELECT coalesce(max(position), 0) + 1 FROM statuses WHERE kind = ${status.kind})`,
    })
    .execute()
  await changed(trx, TAXONOMY_TOPIC)
}

/** Its name is the admin's from now on: the built-in words no longer apply. */
export async function changeStatusRow(trx: Trx, id: number, { names, ...rest }: StatusChanges): Promise<void> {
  await trx
    .updateTable('statuses')
    .set({ ...rest, names: JSON.stringify(names), message_key: null })
    .where('id', '=', id)
    .execute()
  await changed(trx, TAXONOMY_TOPIC)
}

/** The status that new tickets of its kind get. */
export async function makeFirstStatus(trx: Trx, status: StatusRow): Promise<void> {
  await trx.updateTable('statuses').set({ is_first: false }).where('kind', '=', status.kind).execute()
  await trx.updateTable('statuses').set({ is_first: true }).where('id', '=', status.id).execute()
  await changed(trx, TAXONOMY_TOPIC)
}

/** Puts the ids in this order. Ids that are missing keep their place after them. */
export async function reorder(trx: Trx, table: 'statuses' | 'categories', ids: readonly number[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    await trx
      .updateTable(table)
      .set({ position: index + 1 })
      .where('id', '=', id)
      .execute()
  }
  await changed(trx, TAXONOMY_TOPIC)
}

/** The neighbour changes places with the row; at the end nothing moves. */
export function moved(ids: readonly number[], id: number, direction: 'up' | 'down'): number[] {
  const order = [...ids]
  const from = order.indexOf(id)
  const to = direction === 'up' ? from - 1 : from + 1
  const other = order[to]
  if (from < 0 || other === undefined) return order
  order[from] = other
  order[to] = id
  return order
}

export type CategoryChanges = { names: Names; descriptions: Names; icon: string; default_assignee_id: number | null }

/** The address is made from the first name given; a number is added when it is taken. */
export async function addCategory(trx: Trx, category: CategoryChanges): Promise<number> {
  const row = await trx
    .insertInto('categories')
    .values({
      ...category,
      slug: await freeSlug(trx, category.names),
      names: JSON.stringify(category.names),
      descriptions: JSON.stringify(category.descriptions),
      position: sql`(SELECT coalesce(max(position), 0) + 1 FROM categories)`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await changed(trx, TAXONOMY_TOPIC)
  return row.id
}

/** `slug` may change: the old address then redirects for ever. Throws Refused when another category has it. */
export async function changeCategory(
  trx: Trx,
  id: number,
  { names, descriptions, ...rest }: CategoryChanges & { slug: string },
): Promise<void> {
  const before = await trx.selectFrom('categories').select('slug').where('id', '=', id).executeTakeFirstOrThrow()
  if (before.slug !== rest.slug) {
    const taken = await trx.selectFrom('categories').select('id').where('slug', '=', rest.slug).executeTakeFirst()
    if (taken) throw new Refused('taxonomy.slug_taken', {}, 422)
    await redirectCategory(trx, before.slug, id)
  }
  await trx
    .updateTable('categories')
    .set({ ...rest, names: JSON.stringify(names), descriptions: JSON.stringify(descriptions) })
    .where('id', '=', id)
    .execute()
  await changed(trx, TAXONOMY_TOPIC)
}

export async function redirectCategory(trx: Trx, old: string, id: number): Promise<void> {
  await trx
    .insertInto('taxonomy_redirects')
    .values({ kind: 'category', old, category_id: id })
    .onConflict((conflict) => conflict.columns(['kind', 'old']).doUpdateSet({ category_id: id }))
    .execute()
}

async function freeSlug(trx: Trx, names: Names): Promise<string> {
  const [language = 'en', name = ''] = Object.entries(names)[0] ?? []
  const wanted = slugOf(name, language) || 'category'
  const rows = await trx
    .selectFrom('categories')
    .select('slug')
    .where('slug', 'like', `${wanted.replace(/[%_\\]/g, '\\$&')}%`)
    .execute()
  const taken = new Set(rows.map(({ slug }) => slug))
  for (let n = 1; ; n++) {
    const slug = n === 1 ? wanted : `${wanted}-${n}`
    if (!taken.has(slug)) return slug
  }
}

/** A tag's name as stored: lower case, hyphens for spaces; '' when nothing is left. */
export function tagName(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_]+/gu, '-')
    .replace(/[^\p{L}\p{M}\p{N}.+#-]+/gu, '')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
}

/** The ids of these tags, made where they did not exist. Names as `tagName` gives them. */
export async function ensureTags(trx: Trx, names: readonly string[]): Promise<number[]> {
  if (names.length === 0) return []
  await trx
    .insertInto('tags')
    .values(names.map((name) => ({ name })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const rows = await trx.selectFrom('tags').select('id').where('name', 'in', names).execute()
  return rows.map(({ id }) => id)
}

/** To a new name, or into the tag that has that name already: then both become one. The old address redirects. */
export async function renameTag(trx: Trx, id: number, name: string): Promise<void> {
  const tag = await trx.selectFrom('tags').selectAll().where('id', '=', id).executeTakeFirst()
  if (!tag || tag.name === name) return
  const other = await trx.selectFrom('tags').select('id').where('name', '=', name).executeTakeFirst()
  if (other) await mergeTag(trx, id, other.id)
  else await trx.updateTable('tags').set({ name }).where('id', '=', id).execute()
  await trx
    .insertInto('taxonomy_redirects')
    .values({ kind: 'tag', old: tag.name, tag_id: other?.id ?? id })
    .onConflict((conflict) => conflict.columns(['kind', 'old']).doUpdateSet({ tag_id: other?.id ?? id }))
    .execute()
  // Whoever takes an old name back must not be sent away from it.
  await trx.deleteFrom('taxonomy_redirects').where('kind', '=', 'tag').where('old', '=', name).execute()
}

async function mergeTag(trx: Trx, from: number, into: number): Promise<void> {
  for (const [table, column] of [
    ['ticket_tags', 'ticket_id'],
    ['article_tags', 'article_id'],
  ] as const) {
    await sql`INSERT INTO ${sql.table(table)} (${sql.ref(column)}, tag_id)
      SELECT ${sql.ref(column)}, ${into} FROM ${sql.table(table)} WHERE tag_id = ${from} ON CONFLICT DO NOTHING`.execute(
      trx,
    )
  }
  await trx.updateTable('taxonomy_redirects').set({ tag_id: into }).where('tag_id', '=', from).execute()
  await trx.deleteFrom('tags').where('id', '=', from).execute()
}

export async function removeTag(trx: Trx, id: number): Promise<void> {
  await trx.deleteFrom('tags').where('id', '=', id).execute()
}
