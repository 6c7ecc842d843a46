/** A file is read by whoever may read what it hangs on: the ticket, and the reply too when it came with one. */
import { type ExpressionBuilder, sql } from 'kysely'
import type { Database, Db } from '../../db/schema.ts'
import type { Attachment } from '../../files/attachments.ts'
import { NotFound } from '../../web/errors.ts'
import type { Viewer } from '../../web/viewer.ts'
import { standingOf } from '../queries.ts'
import { listed, repliesListed, repliesVisibleTo, visibleTo } from '../rules.ts'

export type ReadableFile = {
  file: Attachment
  /** Everybody may read it, so a cache may keep it. */
  forEveryone: boolean
}

/** Throws NotFound for an unknown token and for a file the viewer may not read: the same answer. */
export async function getFile(db: Db, viewer: Viewer, token: string): Promise<ReadableFile> {
  if (!/^[\w-]{1,64}$/.test(token)) throw new NotFound()
  const file = await db.selectFrom('attachments').selectAll().where('token', '=', token).executeTakeFirst()
  const forEveryone = file && (await readableBy(db, viewer, file))
  if (!file || forEveryone === undefined) throw new NotFound()
  return { file, forEveryone }
}

/** Undefined: not readable by this viewer; else whether everybody may read it. */
async function readableBy(db: Db, viewer: Viewer, file: Attachment): Promise<boolean | undefined> {
  if (file.article_id !== null) return articleReadable(db, viewer, file.article_id)
  if (file.ticket_id === null) return undefined
  const ticket = await db
    .selectFrom('tickets')
    .select(['id', 'requester_id', 'link_version'])
    .select((eb) => sql<boolean>`${listed(eb)}`.as('listed'))
    .where('id', '=', file.ticket_id)
    .where(visibleTo(viewer))
    .executeTakeFirst()
  if (!ticket) return undefined
  if (file.reply_id === null) return ticket.listed
  const asRequester = standingOf(ticket, viewer) === 'requester' ? { personId: ticket.requester_id } : null
  const reply = await db
    .selectFrom('replies')
    .select((eb) => sql<boolean>`${repliesListed(eb)}`.as('listed'))
    .where('id', '=', file.reply_id)
    .where('ticket_id', '=', ticket.id)
    .where(repliesVisibleTo(viewer, asRequester))
    .executeTakeFirst()
  return reply && ticket.listed && reply.listed
}

async function articleReadable(db: Db, viewer: Viewer, id: number): Promise<boolean | undefined> {
  const isPublished = (eb: ExpressionBuilder<Database, 'articles'>) =>
    eb.and([eb('state', '=', 'published'), eb('removed_at', 'is', null)])
  const article = await db
    .selectFrom('articles')
    .select((eb) => isPublished(eb).as('published'))
    .where('id', '=', id)
    .executeTakeFirst()
  if (!article || (!article.published && !viewer.staff)) return undefined
  return Boolean(article.published)
}
