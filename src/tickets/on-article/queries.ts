import type { Db } from '../../db/schema.ts'
import type { Viewer } from '../../web/viewer.ts'
import { ROW_COLUMNS } from '../rows.ts'
import { linksListed, listed, visibleTo } from '../rules.ts'

const MOST_SHOWN = 10

/** The newest tickets the article answered, of those that everybody may read: a page of articles tells nobody of others. */
export async function listAnsweredBy(db: Db, articleId: number) {
  return db
    .selectFrom('links')
    .innerJoin('tickets', 'tickets.id', 'links.ticket_id')
    .select([...ROW_COLUMNS, 'tickets.changed_at'])
    .where('links.article_id', '=', articleId)
    .where(linksListed)
    .where(listed)
    .orderBy('links.ticket_id', 'desc')
    .limit(MOST_SHOWN)
    .execute()
}

/** The ticket a reply stands on, if the viewer may read it. */
export async function findTicketOfReply(db: Db, viewer: Viewer, replyId: number) {
  return db
    .selectFrom('replies')
    .innerJoin('tickets', 'tickets.id', 'replies.ticket_id')
    .select(['tickets.id', 'tickets.title'])
    .where('replies.id', '=', replyId)
    .where(visibleTo(viewer))
    .executeTakeFirst()
}
