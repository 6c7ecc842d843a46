/** In which order the records of a file are taken: each pass may rely on those before it. */
import { changed } from '../../db/live.ts'
import type { Db, Trx } from '../../db/schema.ts'
import { TAXONOMY_TOPIC } from '../../taxonomy/queries.ts'
import { loadArticles } from './articles.ts'
import type { Item, RecordType } from './batches.ts'
import { finish } from './finish.ts'
import { findLikes } from './likeness.ts'
import { loadLinks } from './links.ts'
import { loadPeople } from './people.ts'
import { loadReplies } from './replies.ts'
import type { Scope } from './scope.ts'
import { loadStatusChanges } from './status-changes.ts'
import { loadCategories } from './taxonomy.ts'
import { loadTickets } from './tickets.ts'

/** `weight`: how much work a record of it is beside the others; measured, for the progress bar only. */
export type Pass = { types: RecordType[]; weight: number } & (
  | { run(trx: Trx, scope: Scope, batch: Item[]): Promise<void> }
  | { alone(db: Db, scope: Scope, batch: Item[], onItem: () => void): Promise<void> }
)

export const passes: Pass[] = [
  {
    types: ['category', 'person'],
    weight: 1,
    async run(trx, scope, batch) {
      await loadCategories(trx, scope.source, of(batch, 'category'))
      await loadPeople(trx, scope.source, of(batch, 'person'), scope.now)
      await changed(trx, TAXONOMY_TOPIC)
    },
  },
  { types: ['article'], weight: 15, run: (trx, scope, batch) => loadArticles(trx, scope, of(batch, 'article')) },
  { types: ['ticket'], weight: 8, run: (trx, scope, batch) => loadTickets(trx, scope, ticketsOf(batch, false)) },
  // Where a source has a question and a mere place for its replies, the question stays.
  { types: ['ticket'], weight: 1, run: (trx, scope, batch) => loadTickets(trx, scope, ticketsOf(batch, true)) },
  {
    types: ['reply', 'status_change', 'link'],
    weight: 8,
    async run(trx, scope, batch) {
      await loadReplies(trx, scope, of(batch, 'reply'))
      await loadStatusChanges(trx, scope, of(batch, 'status_change'))
      await loadLinks(trx, scope, of(batch, 'link'))
    },
  },
  {
    types: ['article', 'ticket', 'reply'],
    weight: 1,
    run: (trx, scope, batch) =>
      finish(trx, scope, [...of(batch, 'article'), ...of(batch, 'ticket'), ...of(batch, 'reply')]),
  },
  {
    types: ['ticket'],
    weight: 25,
    alone: (db, scope, batch, onItem) => findLikes(db, scope, of(batch, 'ticket'), onItem),
  },
]

const of = <T extends RecordType>(batch: Item[], type: T) =>
  batch.filter((item): item is Item<Extract<Item['record'], { type: T }>> => item.record.type === type)

const ticketsOf = (batch: Item[], questionMissing: boolean) =>
  of(batch, 'ticket').filter(({ record }) => (record.question_missing ?? false) === questionMissing)
