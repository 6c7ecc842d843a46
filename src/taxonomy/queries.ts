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
