import { type Html, inertLinks } from '../../text/markdown.ts'
import type { Page } from '../../web/render.ts'
import { authorWords, type TicketWords } from '../rows.ts'
import { deskTicketUrl } from '../urls.ts'
import type { listJudgements, Waiting } from './queries.ts'
import { reviewUrl, undoReviewUrl } from './urls.ts'

type Judgements = Awaited<ReturnType<typeof listJudgements>>

/** The review queue: each post as it stands, what speaks against it in words, and two buttons. */
export function reviewPage({ posts, total }: Waiting, done: Judgements, words: TicketWords): Page {
  const { t } = words
  return {
    template: 'tickets/reviewing/queue',
    title: t('review.title'),
    area: 'desk',
    model: {
      total: t('review.total', { count: total }),
      action: reviewUrl(),
      undo: undoLine(done, words),
      posts: posts.map((post) => postWords(post, words)),
      empty: { icon: 'official', title: t('review.empty'), text: t('review.empty_text') },
    },
  }
}

function postWords(post: Waiting['posts'][number], { t }: TicketWords) {
  const isReply = post.type === 'reply'
  const alike = (['text', 'sender'] as const).filter((way) => post.alike[way] > 1)
  return {
    ref: `${isReply ? 'r' : 't'}${post.id}`,
    title: post.ticket.title,
    titleLanguage: post.ticket.language,
    url: deskTicketUrl(post.ticket.id),
    what: t(isReply ? 'review.reply_on' : `kinds.${post.kind}`),
    author: authorWords({ name: post.name, byStaff: false }, t),
    at: post.created_at,
    isHeld: post.review_state === 'held',
    isPrivate: post.visibility === 'private',
    bodyHtml: inertLinks(post.html as Html),
    language: post.language,
    score: post.spam_score,
    signals: post.spam_signals.map((signal) => t(`review.signal_${signal}`)),
    alike: alike.map((way) => ({
      text: t(`review.alike_${way}`, { count: post.alike[way] }),
      approve: `approve_${way}`,
      discard: `discard_${way}`,
    })),
  }
}

/** For views/frame/_notice: what was just done, and the way back. */
function undoLine(done: Judgements, { t }: TicketWords) {
  const [first] = done
  if (!first) return undefined
  const text = t(first.type === 'approved' ? 'review.approved' : 'review.discarded', { count: done.length })
  const fields = [{ name: 'done', value: done.map(({ id }) => id).join('-') }]
  return { kind: 'undo', text, act: { action: undoReviewUrl(), label: t('review.undo'), fields } }
}
