/** Two people who may be one: what each has, and so what the other would read. */
import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { ROW_COLUMNS } from '../rows.ts'

export type Person = NonNullable<Awaited<ReturnType<typeof findPerson>>>

/** A visitor who stands for themselves: no member of the team, nobody who was joined into somebody else already. */
export async function findPerson(db: Db, personId: number) {
  const row = await db
    .selectFrom('people')
    .leftJoin('staff', 'staff.person_id', 'people.id')
    .select(['people.id', 'people.name', 'people.email', 'people.email_verified_at', 'people.language'])
    .select(['people.created_at'])
    .select((eb) => [
      eb
        .selectFrom('visitor_keys')
        .innerJoin('people as holder', 'holder.id', 'visitor_keys.person_id')
        .select((k) => k.fn.countAll<number>().as('n'))
        .where((k) => k(k.fn.coalesce('holder.merged_into', 'holder.id'), '=', k.ref('people.id')))
        .as('browsers'),
      eb
        .selectFrom('tickets')
        .select((k) => k.fn.countAll<number>().as('n'))
        .whereRef('tickets.requester_id', '=', 'people.id')
        .as('asked'),
    ])
    .where('people.id', '=', personId)
    .where('people.merged_into', 'is', null)
    .where('staff.id', 'is', null)
    .executeTakeFirst()
  return row && { ...row, browsers: row.browsers ?? 0, asked: row.asked ?? 0 }
}

const MOST_TICKETS = 20

/** What they asked and where they are guests, the newest first; removed ones are read by nobody. */
export async function listTicketsOf(db: Db, personId: number) {
  const rows = await db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .where('id', 'in', (people) =>
      people
        .selectFrom('ticket_people')
        .select('ticket_id')
        .where('person_id', '=', personId)
        .where('until', 'is', null),
    )
    .orderBy('id', 'desc')
    .limit(MOST_TICKETS + 1)
    .execute()
  return { rows: rows.slice(0, MOST_TICKETS), more: rows.length > MOST_TICKETS }
}

/** Private replies to somebody on tickets that everybody reads: only they, and whoever they are joined with. */
export async function countAsides(db: Db, personId: number): Promise<number> {
  const row = await db
    .selectFrom('replies')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('audience', '=', 'private')
    .where('removed_at', 'is', null)
    .where((eb) => eb.or([eb('addressee_id', '=', personId), eb('person_id', '=', personId)]))
    .executeTakeFirst()
  return row?.n ?? 0
}

const MOST_FOUND = 10

/** Of the same address or name; or by what was typed: an address, a name, a ticket's number. */
export async function findOthers(db: Db, person: Person, typed: string): Promise<Person[]> {
  const number = /^#?(\d{1,9})$/.exec(typed)?.[1]
  const name = (typed || person.name).toLowerCase()
  const email = (typed || person.email || '').toLowerCase()
  if (number === undefined && name === '' && email === '') return []
  const rows = await db
    .selectFrom('people')
    .leftJoin('staff', 'staff.person_id', 'people.id')
    .select('people.id')
    .where('people.id', '!=', person.id)
    .where('people.merged_into', 'is', null)
    .where('staff.id', 'is', null)
    .where((eb) =>
      number === undefined
        ? eb.or([
            eb(sql<string>`lower(people.email)`, '=', email),
            ...(name === '' ? [] : [eb(sql<string>`lower(people.name)`, '=', name)]),
          ])
        : eb('people.id', 'in', (t) => t.selectFrom('tickets').select('requester_id').where('id', '=', Number(number))),
    )
    .orderBy('people.id', 'desc')
    .limit(MOST_FOUND)
    .execute()
  const found: Person[] = []
  for (const { id } of rows) {
    const one = await findPerson(db, id)
    if (one) found.push(one)
  }
  return found
}

/** Every ticket that knows this person, whatever became of it. */
export async function ticketsKnowing(db: Db, personId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM tickets WHERE requester_id = ${personId}
    UNION SELECT ticket_id FROM ticket_people WHERE person_id = ${personId}
    UNION SELECT ticket_id FROM replies WHERE person_id = ${personId} OR addressee_id = ${personId}
    UNION SELECT ticket_id FROM votes WHERE person_id = ${personId}
    UNION SELECT ticket_id FROM person_notes WHERE person_id = ${personId} AND ticket_id IS NOT NULL
    ORDER BY id`.execute(db)
  return rows.map(({ id }) => id)
}
