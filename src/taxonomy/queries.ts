import type { Db, Kind, StatusRow } from '../db/schema.ts'
import { KINDS, type Taxonomy } from './rules.ts'

export const TAXONOMY_TOPIC = 'taxonomy'

export async function loadTaxonomy(db: Db): Promise<Taxonomy> {
  const statuses = await db.selectFrom('statuses').selectAll().orderBy('position').orderBy('id').execute()
  const categories = await db.selectFrom('categories').selectAll().orderBy('position').orderBy('id').execute()
  return {
    statuses: new Map(statuses.map((status) => [status.id, status])),
    byKind: Object.fromEntries(
      KINDS.map((kind) => [kind, statuses.filter((status) => status.kind === kind)]),
    ) as Record<Kind, StatusRow[]>,
    categories: new Map(categories.map((category) => [category.id, category])),
    inOrder: categories,
  }
}

export type TagLine = { id: number; name: string; tickets: number; articles: number }

export const TAGS_PER_PAGE = 100

/** One page of tags by name, and one more to tell that there are more; counts are for staff (private ones count too). */
export async function listTags(db: Db, after = ''): Promise<TagLine[]> {
  return db
    .selectFrom('tags')
    .select((eb) => [
      'id',
      'name',
      eb
        .selectFrom('ticket_tags')
        .whereRef('tag_id', '=', 'tags.id')
        .select(eb.fn.countAll<number>().as('n'))
        .$asScalar()
        .$notNull()
        .as('tickets'),
      eb
        .selectFrom('article_tags')
        .whereRef('tag_id', '=', 'tags.id')
        .select(eb.fn.countAll<number>().as('n'))
        .$asScalar()
        .$notNull()
        .as('articles'),
    ])
    .where('name', '>', after)
    .orderBy('name')
    .limit(TAGS_PER_PAGE + 1)
    .execute()
}

/** By its number or its name. */
export async function findTag(db: Db, which: number | string): Promise<{ id: number; name: string } | undefined> {
  const column = typeof which === 'number' ? 'id' : 'name'
  return db.selectFrom('tags').select(['id', 'name']).where(column, '=', which).executeTakeFirst()
}

/** The category or tag that stood at an old address: renamed and merged ones are found for ever. */
export async function findRenamed(db: Db, kind: 'category' | 'tag', old: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('taxonomy_redirects')
    .select(['category_id', 'tag_id'])
    .where('kind', '=', kind)
    .where('old', '=', old)
    .executeTakeFirst()
  return (kind === 'category' ? row?.category_id : row?.tag_id) ?? undefined
}
