/**
 * The last pass: what could not be said before everything was there. Links between texts find their targets, tickets
 * their official answer and the reply that solved them. Rows that are finished are passed over.
 */
import type { Trx } from '../../db/schema.ts'
import type { ArticleRecord, ReplyRecord, TicketRecord } from '../format.ts'
import { articleText } from './articles.ts'
import type { Item } from './batches.ts'
import { deriveTickets } from './derive.ts'
import { findKnown, hashOf, mark } from './known.ts'
import { setMarks } from './marks.ts'
import { findTargets, type Target } from './references.ts'
import { replyText } from './replies.ts'
import type { Scope } from './scope.ts'
import { prepareText, referencesOf } from './texts.ts'
import { ticketText } from './tickets.ts'

type Finishable = ArticleRecord | TicketRecord | ReplyRecord
type Found<R> = { item: Item; record: R; id: number }

export async function finish(trx: Trx, scope: Scope, items: Item<Finishable>[]): Promise<void> {
  const open = [
    ...(await openOnes(trx, scope, items, 'article')),
    ...(await openOnes(trx, scope, items, 'ticket')),
    ...(await openOnes(trx, scope, items, 'reply')),
  ]
  if (open.length === 0) return
  const targets = await findTargets(
    trx,
    scope.source,
    open.flatMap(({ record }) => referencesOf(record, scope)),
  )
  const touched: number[] = []
  for (const { item, record, id } of open) {
    const found = { item, id, targets }
    if (record.type === 'article') await finishArticle(trx, scope, { ...found, record })
    else if (record.type === 'ticket') touched.push(await finishTicket(trx, scope, { ...found, record }))
    else touched.push(await finishReply(trx, scope, { ...found, record }))
    await mark(trx, scope.source, record, record.type === 'ticket' ? 'finished' : 'done')
  }
  await deriveTickets(trx, scope.statuses, touched)
}

async function openOnes(
  trx: Trx,
  scope: Scope,
  items: Item<Finishable>[],
  type: Finishable['type'],
): Promise<Found<Finishable>[]> {
  const those = items.filter(({ record }) => record.type === type)
  const known = await findKnown(
    trx,
    scope.source,
    type,
    those.map(({ record }) => record.id),
  )
  return those.flatMap((item) => {
    const row = known.get(item.record.id)
    return row?.hash.equals(hashOf(item.record, 'stored')) ? [{ item, record: item.record, id: row.rowId }] : []
  })
}

type Work<R> = Found<R> & { targets: ReadonlyMap<string, Target> }

function prepare({ item, record, targets }: Work<Finishable>, scope: Scope) {
  const text = prepareText(record, scope, targets, record.type === 'reply' ? '' : record.title)
  for (const href of text.unmet) item.tally.deadLink(href)
  if (text.unmet.length > 0) item.tally.change(item.row, 'links that lead to nothing imported became plain text')
  return text
}

async function finishArticle(trx: Trx, scope: Scope, work: Work<ArticleRecord>): Promise<void> {
  const row = articleText(work.record, prepare(work, scope), scope.siteUrl)
  await trx.updateTable('articles').set(row).where('id', '=', work.id).execute()
  const { title, source } = row
  await trx
    .updateTable('article_versions')
    .set({ title, source })
    .where('article_id', '=', work.id)
    .where('version', '=', 1)
    .execute()
}

async function finishReply(trx: Trx, scope: Scope, work: Work<ReplyRecord>): Promise<number> {
  const { by_staff, ticket_id } = await trx
    .selectFrom('replies')
    .select(['by_staff', 'ticket_id'])
    .where('id', '=', work.id)
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('replies')
    .set(replyText(prepare(work, scope), by_staff, scope.siteUrl))
    .where('id', '=', work.id)
    .execute()
  return ticket_id
}

async function finishTicket(trx: Trx, scope: Scope, work: Work<TicketRecord>): Promise<number> {
  const { record, id, item } = work
  const ticket = await trx
    .selectFrom('tickets')
    .select(['by_staff', 'requester_id'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const text = ticketText(record.title, prepare(work, scope), ticket.by_staff, scope.siteUrl)
  await trx.updateTable('tickets').set(text).where('id', '=', id).execute()
  const left = await setMarks(trx, scope.source, record, { id, requesterId: ticket.requester_id })
  for (const reason of left) item.tally.change(item.row, reason)
  return id
}
