/** Categories, tags and statuses: found by what the source calls them, made where they are missing. */
import type { Db, Kind, StatusRow, Trx } from '../../db/schema.ts'
import { LANGUAGES, translator } from '../../i18n/languages.ts'
import { tagName } from '../../taxonomy/commands.ts'
import { cleanLine } from '../../text/clean.ts'
import { slugOf } from '../../text/slug.ts'
import type { CategoryRecord } from '../format.ts'
import { fresh, type Item } from './batches.ts'
import { findKnown, hashOf, remember } from './known.ts'

export async function loadCategories(trx: Trx, source: string, items: Item<CategoryRecord>[]): Promise<void> {
  const known = await findKnown(
    trx,
    source,
    'category',
    items.map(({ record }) => record.id),
  )
  for (const { record, row, tally } of fresh(items, known)) {
    const { id, existed } = await findOrAddCategory(trx, record)
    await remember(trx, source, 'category', [{ externalId: record.id, rowId: id, hash: hashOf(record) }])
    tally.take(row, existed ? ['a category of this name is here already and is used'] : [])
  }
}

async function findOrAddCategory(trx: Trx, record: CategoryRecord): Promise<{ id: number; existed: boolean }> {
  const [language = 'en', name = ''] = Object.entries(record.names)[0] ?? []
  const slug = slugOf(record.slug ?? name, language) || slugOf(record.id, 'en') || 'category'
  const same = await trx.selectFrom('categories').select('id').where('slug', '=', slug).executeTakeFirst()
  if (same) return { id: same.id, existed: true }
  const { last } = await trx
    .selectFrom('categories')
    .select((eb) => eb.fn.max('position').as('last'))
    .executeTakeFirstOrThrow()
  const row = await trx
    .insertInto('categories')
    .values({
      slug,
      names: JSON.stringify(record.names),
      descriptions: JSON.stringify(record.descriptions ?? {}),
      icon: record.icon,
      position: record.position ?? (last ?? 0) + 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id: row.id, existed: false }
}

export async function findCategories(
  db: Db,
  source: string,
  ids: readonly (string | undefined)[],
): Promise<Map<string, number>> {
  const known = await findKnown(
    db,
    source,
    'category',
    ids.filter((id) => id !== undefined),
  )
  return new Map([...known].map(([id, { rowId }]) => [id, rowId]))
}

export function prepareTags(raw: readonly string[] | undefined, changes: string[]): string[] {
  const names = (raw ?? []).map((tag) => tagName(cleanLine(tag)))
  if (names.some((name, n) => name !== raw?.[n])) changes.push('tags written small, with hyphens, empty ones dropped')
  return [...new Set(names.filter((name) => name !== ''))]
}

export async function findOrAddTags(trx: Trx, names: readonly string[]): Promise<Map<string, number>> {
  const wanted = [...new Set(names)]
  if (wanted.length === 0) return new Map()
  const values = wanted.map((name) => ({ name }))
  await trx
    .insertInto('tags')
    .values(values)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const rows = await trx.selectFrom('tags').select(['id', 'name']).where('name', 'in', wanted).execute()
  return new Map(rows.map(({ id, name }) => [name, id]))
}

export type Statuses = {
  first(kind: Kind): StatusRow
  find(kind: Kind, name: string): StatusRow | undefined
  byId(id: number): StatusRow
}

export async function loadStatuses(db: Db): Promise<Statuses> {
  const rows = await db.selectFrom('statuses').selectAll().orderBy('position').orderBy('id').execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const byName = new Map<string, StatusRow>()
  for (const row of rows.toReversed())
    for (const name of namesOf(row)) byName.set(`${row.kind} ${name.toLowerCase()}`, row)
  return {
    first: (kind) => rows.find((row) => row.kind === kind && row.is_first) as StatusRow,
    find: (kind, name) => byName.get(`${kind} ${name.toLowerCase().replace(`${kind}.`, '')}`),
    byId: (id) => byId.get(id) as StatusRow,
  }
}

function namesOf({ message_key: key, names }: StatusRow): string[] {
  const builtIn = key === null ? [] : [key, ...LANGUAGES.map(({ code }) => translator(code)(`statuses.${key}`))]
  return [...builtIn, ...Object.values(names)]
}
