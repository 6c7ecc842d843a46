/** Messages and changes of status in the words of the page, in the order in which they happened. */
import { articleUrl } from '../articles/urls.ts'
import type { Audience, ReviewState, TicketRow } from '../db/schema.ts'
import { type ShownFile, shownFile } from '../files/attachments.ts'
import { type Html, inertLinks } from '../text/markdown.ts'
import type { Viewer } from '../web/viewer.ts'
import type { Conversation, ShownReply } from './conversation.ts'
import type { Ticket } from './queries.ts'
import { authorWords, statusWords, type TicketWords } from './rows.ts'
import { mayStillEdit, type Standing } from './rules.ts'
import type { Surroundings } from './surroundings.ts'
import { replyActUrl, replyAnchor } from './urls.ts'

export type Told = {
  ticket: Ticket
  words: TicketWords
  standing: Standing
  viewer: Viewer
  around: Surroundings
}

export type MessageWords = ReturnType<typeof messageWords>

/** For views/tickets/_message. */
export function messageWords(reply: ShownReply, told: Told) {
  const { ticket, words, standing } = told
  const editable = isOwn(reply, told) && mayStillEdit(reply.created_at)
  return {
    id: reply.id,
    anchor: replyAnchor(reply.id),
    author: authorWords(
      {
        name: reply.by_requester && !reply.author_name ? ticket.requester_name : reply.author_name,
        byStaff: reply.by_staff,
        isRequester: reply.by_requester,
      },
      words.t,
    ),
    at: reply.created_at,
    edited: reply.edited_at !== null,
    bodyHtml: bodyHtml(reply),
    language: reply.language,
    private: reply.audience === ('private' satisfies Audience),
    privateTo: words.t(standing === 'staff' ? 'tickets.reply_private_to_them' : 'tickets.reply_private'),
    held: reply.review_state === 'held',
    unreviewed: reply.review_state === 'unreviewed',
    files: filesOf(told, reply.id),
    actUrl: editable ? replyActUrl(ticket.id, reply.id) : undefined,
    solved: ticket.solved_by_reply_id === reply.id,
    canSolve:
      standing === 'requester' && isSolvable(ticket) && !reply.by_requester && ticket.solved_by_reply_id !== reply.id,
  }
}

function isOwn(reply: ShownReply, { viewer, standing }: Told): boolean {
  if (reply.by_staff) return false
  return (
    (viewer.personId !== null && reply.person_id === viewer.personId) ||
    (reply.by_requester && standing === 'requester')
  )
}

/** A solution is something that questions and problems have. */
function isSolvable({ kind }: Pick<TicketRow, 'kind'>): boolean {
  return kind === 'question' || kind === 'problem'
}

/** Links of a post that nobody has looked at lead nowhere: there is nothing to gain by spam. */
export function bodyHtml({ html, review_state }: { html: string; review_state: ReviewState }): Html {
  return review_state === 'approved' ? (html as Html) : inertLinks(html as Html)
}

/** Those of one reply, or of the ticket's own text (null). */
export function filesOf({ around, words }: Pick<Told, 'around' | 'words'>, replyId: number | null): ShownFile[] {
  return around.files.filter(({ reply_id }) => reply_id === replyId).map((file) => shownFile(file, words.language))
}

/** For views/frame/_card: the articles an answer rests on, or all others that the ticket is linked to. */
export function articleCards(
  { around }: Pick<Told, 'around'>,
  which: { of: number | undefined } | { notOf: number | undefined },
) {
  return around.articles
    .filter(({ reply_id }) => ('of' in which ? reply_id === which.of : reply_id === null || reply_id !== which.notOf))
    .map((article) => ({
      url: articleUrl(article),
      title: article.title,
      text: article.summary,
      language: article.language,
    }))
}

const SIGNS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/** The words of HTML that our own renderer made, from its beginning; enough for a description, too little for more. */
export function wordsOf(html: string): string {
  return html
    .slice(0, 3000)
    .replace(/<pre[\s>][\s\S]*?(?:<\/pre>|$)/g, ' ')
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/&(?:amp|lt|gt|quot);/g, (sign) => SIGNS[sign] ?? sign)
    .replace(/\s+([.,;:!?…،؛؟]+)(?=\s|$)/g, '$1')
}

type Change = Surroundings['changes'][number]
export type ChangeWords = NonNullable<ReturnType<typeof changeWords>>

/** For views/tickets/_change; undefined for one that cannot be told any more (its status was removed, without a reason). */
function changeWords(change: Change, { ticket, words }: Told) {
  const { t, taxonomy } = words
  const name = change.by_staff ? (change.name ?? t('frame.team')) : ticket.requester_name || t('tickets.anonymous')
  const at = new Date(change.created_at)
  if (change.type !== 'status_changed') return { at, name, text: t(`tickets.change_${change.type}`), reason: '' }
  const { to, reason } = change.data as { to?: unknown; reason?: unknown }
  const known = typeof to === 'number' && taxonomy.statuses.has(to)
  const told = typeof reason === 'string' ? reason : ''
  if (!known && told === '') return undefined
  return { at, name: change.by_staff ? name : '', status: known ? statusWords(to, words) : undefined, reason: told }
}

export type ThreadItem =
  | ({ type: 'message' } & MessageWords)
  | ({ type: 'change' } & ChangeWords)
  /** The answer stands on top of the page; here is only its place. */
  | { type: 'above'; anchor: string; author: MessageWords['author']; at: Date }

export function threadOf({ replies, answer, since, newer }: Conversation, told: Told): ThreadItem[] {
  const until = newer ? replies.at(-1)?.created_at : undefined
  const messages = replies.map((reply): ThreadItem => {
    const message = messageWords(reply, told)
    if (reply.id !== answer?.id) return { type: 'message', ...message }
    return { type: 'above', anchor: message.anchor, author: message.author, at: message.at }
  })
  const changes = told.around.changes.flatMap((change): ThreadItem[] => {
    const words = changeWords(change, told)
    const here = words && (!since || words.at >= since) && (!until || words.at < until)
    return here ? [{ type: 'change', ...words }] : []
  })
  return [...messages, ...changes].sort((a, b) => a.at.getTime() - b.at.getTime())
}
