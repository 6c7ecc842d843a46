/** The desk as somebody of the team asks for it: the queue, every filter it offers, ticket after ticket. */
import type { Db } from '../../src/db/schema.ts'
import { createSessions } from '../../src/people/sessions.ts'
import { AGES, ANSWERS, PRIORITIES } from '../../src/tickets/triage/urls.ts'
import type { Asked } from './load.ts'

export type Desk = Record<'queue' | 'filter' | 'ticket', (index: number) => Asked>

/** Signed in as the first of the team. Each index asks for the next of the pages, round and round. */
export async function deskRequests(db: Db): Promise<Desk> {
  const { id } = await db
    .selectFrom('staff')
    .select('id')
    .where('deactivated_at', 'is', null)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const session = await createSessions(db).createSession(id, { browser: 'bench' })
  const headers = { cookie: `earshot_session=${session.id}` }
  const turns =
    (paths: readonly string[]) =>
    (index: number): Asked => ({ path: paths[Math.abs(index) % paths.length] as string, headers, expect: 200 })
  const views = ['', '?view=open', '?view=mine', '?view=unassigned', '?view=waiting', '?view=done', '?view=private']
  return {
    queue: turns(views.map((view) => `/desk${view}`)),
    filter: turns(await filterPaths(db)),
    ticket: turns((await someTickets(db)).map((ticketId) => `/desk/tickets/${ticketId}`)),
  }
}

/** Every choice of every filter, in the widest view; words that many, few and none wrote; and some that meet rarely. */
export async function filterPaths(db: Db): Promise<string[]> {
  const ids = async (table: 'statuses' | 'categories') =>
    (await db.selectFrom(table).select('id').orderBy('id').execute()).map((row) => row.id)
  const tags = await db.selectFrom('tags').select('name').orderBy('name').execute()
  const pick = (name: string, values: readonly (string | number)[]) =>
    values.map((value) => `${name}=${encodeURIComponent(value)}`)
  const rare = `category=${(await ids('categories'))[0]}&language=ar&priority=4&age=over-90`
  const choices = [
    ...pick('kind', ['question', 'problem', 'idea', 'thanks']),
    ...pick('status', await ids('statuses')),
    ...pick('category', await ids('categories')),
    ...pick('assignee', ['me', '0']),
    ...pick('priority', PRIORITIES),
    ...pick('answer', ANSWERS),
    ...pick('visibility', ['public', 'private']),
    ...pick('age', AGES),
    ...pick('snoozed', ['yes', 'no']),
    ...pick('channel', ['web', 'mail', 'phone', 'pigeon']),
    ...pick('language', ['en', 'ru', 'uk', 'ar', 'fi']),
    ...pick(
      'tag',
      tags.map(({ name }) => name),
    ),
    ...pick('q', ['backup', 'rarity3', 'nobody-wrote-this', '#77']),
    rare,
    `${rare}&tag=web`,
  ]
  return choices.map((choice) => `/desk?view=open&${choice}`)
}

/** Spread over all there are; the first ones have replies and a history. */
async function someTickets(db: Db): Promise<number[]> {
  const { last } = await db
    .selectFrom('tickets')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  const spread = Array.from({ length: 60 }, (_, n) => (n < 30 ? n + 1 : Math.floor((last * n) / 60)))
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', spread)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .execute()
  return rows.map((row) => row.id)
}
