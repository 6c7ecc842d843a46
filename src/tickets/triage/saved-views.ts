/** Views of the queue that somebody saved: a name for the words of its address. */
import type { Db } from '../../db/schema.ts'
import type { Taxonomy } from '../../taxonomy/rules.ts'
import { deskUrl } from '../urls.ts'
import { type Filter, readSpot, type Spot } from './urls.ts'

export type SavedView = Awaited<ReturnType<typeof listSavedViews>>[number]

/** One's own and the team's, by name. */
export async function listSavedViews(db: Db, staffId: number) {
  const rows = await db
    .selectFrom('saved_views')
    .innerJoin('staff', 'staff.id', 'saved_views.staff_id')
    .select(['saved_views.id', 'staff_id', 'saved_views.name', 'is_shared', 'query', 'staff.name as owner'])
    .where('saved_views.removed_at', 'is', null)
    .where((eb) => eb.or([eb('staff_id', '=', staffId), eb('is_shared', '=', true)]))
    .orderBy('saved_views.name')
    .orderBy('saved_views.id')
    .execute()
  return rows.map((row) => ({ ...row, isMine: row.staff_id === staffId }))
}

/** With the words as they were saved, so that a filter that is broken meanwhile is told. */
export const savedViewUrl = ({ id, query }: Pick<SavedView, 'id' | 'query'>) =>
  `${deskUrl()}?${query}${query ? '&' : ''}saved=${id}`

export const savedSpot = ({ id, query }: Pick<SavedView, 'id' | 'query'>, taxonomy: Taxonomy): Spot => ({
  ...readSpot(Object.fromEntries(new URLSearchParams(query)), taxonomy),
  saved: id,
})

/** Tags that are gone and colleagues who have left, told only where somebody relies on the filter: in a saved view. */
export async function withBroken(db: Db, spots: readonly Spot[]): Promise<Spot[]> {
  const tags = spots.flatMap(({ filters: { tag } }) => tag ?? [])
  const people = spots.flatMap(({ filters: { assignee } }) =>
    typeof assignee === 'number' && assignee ? assignee : [],
  )
  const knownTags = new Set<string>()
  const team = new Set<number>()
  if (tags.length > 0) {
    for (const { name } of await db.selectFrom('tags').select('name').where('name', 'in', tags).execute())
      knownTags.add(name)
  }
  if (people.length > 0) {
    const found = db.selectFrom('staff').select('id').where('id', 'in', people).where('deactivated_at', 'is', null)
    for (const { id } of await found.execute()) team.add(id)
  }
  return spots.map((spot) => {
    const { tag, assignee } = spot.filters
    const broken: Filter[] = [...(spot.broken ?? [])]
    if (tag && !knownTags.has(tag)) broken.push('tag')
    if (typeof assignee === 'number' && assignee && !team.has(assignee)) broken.push('assignee')
    return broken.length > 0 ? { ...spot, broken } : spot
  })
}

/** Where an address leads, with the saved view that opened it: that counts only where it is there and the reader's to see. */
export async function openedSpot(db: Db, taxonomy: Taxonomy, staffId: number, query: Record<string, unknown>) {
  const spot = readSpot(query, taxonomy)
  const views = spot.saved === undefined ? [] : await listSavedViews(db, staffId)
  const saved = views.find(({ id }) => id === spot.saved)
  if (!saved) return { spot: { ...spot, saved: undefined }, saved }
  const [checked = spot] = await withBroken(db, [spot])
  return { spot: checked, saved }
}
