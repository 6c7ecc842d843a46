import type { Turn } from '../../db/cursor.ts'
import { excerpt } from '../../text/excerpt.ts'
import type { Page } from '../../web/render.ts'
import { authorWords, type NamedTicketWords, type TicketWords } from '../rows.ts'
import { wordsOf } from '../thread.ts'
import { askUrl, ticketUrl, wallUrl, withTurn } from '../urls.ts'
import type { Thank, Wall } from './queries.ts'

/** A thank-you is short; a long one is read on its own page. */
const LONGEST = 300

export function wallPage({ thanks, newer, older }: Wall, turn: Turn, words: NamedTicketWords): Page {
  const { t, siteName } = words
  return {
    template: 'tickets/wall/wall',
    title: t('frame.wall'),
    description: t('wall.description', { site: siteName }),
    canonical: withTurn(wallUrl(), turn),
    index: !turn.past && !turn.before && thanks.length > 0,
    model: {
      thanks: thanks.map((thank) => thankWords(thank, words)),
      sayUrl: `${askUrl()}?kind=thanks`,
      pager: {
        newer: newer && withTurn(wallUrl(), { before: newer }),
        older: older && withTurn(wallUrl(), { past: older }),
      },
      empty: {
        icon: 'thanks',
        title: t('wall.empty_title'),
        text: t('wall.empty_text'),
        url: `${askUrl()}?kind=thanks`,
        label: t('wall.say_thanks'),
      },
    },
  }
}

/** A thanks ticket speaks for itself; of others, what was written with the thanks, and what it was for. */
export function thankWords(thank: Thank, { t }: TicketWords) {
  const isTicket = thank.kind === 'thanks'
  const said = thank.words && excerpt(wordsOf(thank.words.html), LONGEST)
  const text = isTicket ? thank.excerpt || thank.title : said || ''
  return {
    url: ticketUrl(thank),
    text,
    language: isTicket ? thank.language : (thank.words?.language ?? thank.language),
    author: authorWords({ name: thank.requester_name, byStaff: false }, t),
    at: thank.said_at,
    about: isTicket ? undefined : { title: thank.title, language: thank.language },
    answer: thank.answer && {
      name: thank.answer.author_name || t('frame.team'),
      text: excerpt(wordsOf(thank.answer.html), LONGEST),
      language: thank.answer.language,
    },
  }
}
