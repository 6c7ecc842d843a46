/** Addresses at which an older system showed what was imported: they lead to ours for ever, for those who may read it. */
import { getArticle } from '../articles/queries.ts'
import { articleUrl } from '../articles/urls.ts'
import type { Db } from '../db/schema.ts'
import { getTicket } from '../tickets/queries.ts'
import { ticketUrl } from '../tickets/urls.ts'
import type { Viewer } from '../web/viewer.ts'
import { oldPath } from './old-path.ts'

/** `url`: path and query as asked for. Throws NotFound and Gone as the page itself would: a private one looks unknown. */
export async function findNewAddress(db: Db, viewer: Viewer, url: string): Promise<string | undefined> {
  const path = oldPath(url.split('?', 1)[0] ?? '')
  const row = await db.selectFrom('old_paths').selectAll().where('path', '=', path).executeTakeFirst()
  if (row?.ticket_id) return ticketUrl(await getTicket(db, viewer, row.ticket_id))
  if (row?.article_id) return articleUrl(await getArticle(db, viewer, row.article_id))
  return undefined
}
