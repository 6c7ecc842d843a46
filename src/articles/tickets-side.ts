/** What pages of articles show of tickets. Tickets stand above articles (DECISIONS 21), so app.ts hands it in. */
import type { PageWords } from '../web/render.ts'
import type { Viewer } from '../web/viewer.ts'

export type AnsweredTickets = {
  /** For views/frame/_ticket-row; those that everybody may read, the newest first. */
  rows: object[]
  /** When the last of them changed; null without any. */
  changedAt: Date | null
}

export type TicketsSide = {
  answeredBy(articleId: number, words: PageWords): Promise<AnsweredTickets>
  /** The ask form with these fields filled in. */
  askUrl(given: Record<string, string>): string
  /** The ticket an article was made from, by the reply it began as. */
  originOf(viewer: Viewer, replyId: number): Promise<{ id: number; title: string; url: string } | undefined>
}
