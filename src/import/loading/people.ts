/** Persons of the source: visitors become people, staff get an account they cannot use until an admin invites them. */
import type { Db, Trx } from '../../db/schema.ts'
import { cleanLine } from '../../text/clean.ts'
import { nameSkeleton } from '../../text/name-skeleton.ts'
import type { PersonRecord } from '../format.ts'
import { momentAt } from '../moments.ts'
import { fresh, type Item } from './batches.ts'
import { findKnown, hashOf, remember } from './known.ts'
import { languageOf } from './texts.ts'

export async function loadPeople(trx: Trx, source: string, items: Item<PersonRecord>[], now: Date): Promise<void> {
  const known = await findKnown(
    trx,
    source,
    'person',
    items.map(({ record }) => record.id),
  )
  const added = fresh(items, known)
  const visitors = added.filter(({ record }) => record.staff === undefined)
  const ids = await addPeople(
    trx,
    visitors.map(({ record }) => personRow(record, now)),
  )
  const rows = visitors.map(({ record }, n) => ({
    externalId: record.id,
    rowId: ids[n] as number,
    hash: hashOf(record),
  }))
  for (const { record } of added.filter(({ record }) => record.staff !== undefined)) {
    rows.push({ externalId: record.id, rowId: await addStaff(trx, source, record, now), hash: hashOf(record) })
  }
  await remember(trx, source, 'person', rows)
  for (const { row, tally } of added) tally.take(row, [])
}

type NewPerson = { name: string; email: string | null; language: string | null; created_at: Date }

/** One row each, in their order; people without a name or an id get a row too, so that no two share an identity. */
export async function addPeople(trx: Trx, people: readonly NewPerson[]): Promise<number[]> {
  if (people.length === 0) return []
  const rows = await trx
    .insertInto('people')
    .values([...people])
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

function personRow({ name, email, language, created_at }: PersonRecord, now: Date): NewPerson {
  return {
    name: cleanLine(name ?? ''),
    email: email ?? null,
    language: language ? languageOf(language) : null,
    created_at: (created_at && momentAt(created_at, now)) || now,
  }
}

async function addStaff(trx: Trx, source: string, record: PersonRecord, now: Date): Promise<number> {
  const { email, title = '', staff = 'agent' } = record
  if (email) {
    const same = await trx
      .selectFrom('staff')
      .select('person_id')
      .where((eb) => eb(eb.fn('lower', ['email']), '=', email.toLowerCase()))
      .executeTakeFirst()
    if (same) return same.person_id
  }
  const person = personRow(record, now)
  const [personId] = await addPeople(trx, [person])
  const name = person.name || record.id
  await trx
    .insertInto('staff')
    .values({
      person_id: personId as number,
      name,
      name_skeleton: nameSkeleton(name),
      // Nobody can be invited or written to at .invalid (RFC 6761); such an account only bears the name.
      email: email ?? `${encodeURIComponent(record.id)}@${encodeURIComponent(source)}.invalid`,
      title: cleanLine(title),
      role: staff,
      language: person.language,
      created_at: person.created_at,
      deactivated_at: email ? null : now,
    })
    .execute()
  return personId as number
}

export type KnownPerson = { personId: number; name: string; staffId: number | null }

/** Persons of the source by their external ids, with their account if they are staff. */
export async function findPeople(
  db: Db,
  source: string,
  externalIds: readonly (string | undefined)[],
): Promise<Map<string, KnownPerson>> {
  const ids = [...new Set(externalIds.filter((id) => id !== undefined))]
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('imported')
    .innerJoin('people', 'people.id', 'imported.row_id')
    .leftJoin('staff', 'staff.person_id', 'people.id')
    .select(['imported.external_id', 'people.id', 'people.name', 'staff.id as staffId', 'staff.name as staffName'])
    .where('imported.source', '=', source)
    .where('imported.type', '=', 'person')
    .where('imported.external_id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => [row.external_id, { personId: row.id, name: row.staffName ?? row.name, staffId: row.staffId }]),
  )
}
