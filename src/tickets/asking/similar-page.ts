/** What others asked already: beneath the title, and as a step between form and posting. */
import { articleUrl } from '../../articles/urls.ts'
import type { Typed } from '../../web/forms.ts'
import type { Page } from '../../web/render.ts'
import { keptFiles } from '../form-files.ts'
import { type TicketWords, ticketRow } from '../rows.ts'
import { askUrl, ticketsUrl, ticketUrl } from '../urls.ts'
import type { AskWords, Draft } from './pages.ts'
import type { Similar } from './queries.ts'

/** Between form and posting, where nothing could be shown while the title was typed. */
export function similarPage(draft: Draft, similar: Similar, words: AskWords): Page {
  const { t } = words
  const kept = keptFiles(draft.files, words)
  return {
    template: 'tickets/asking/similar',
    title: t('asking.similar'),
    canonical: askUrl(),
    area: 'form',
    model: {
      ...similarList(similar, words),
      incidents: words.incidents,
      action: ticketsUrl(),
      fields: travelling(draft, words),
      typed: { title: draft.typed.title, text: draft.typed.text },
      kept,
    },
  }
}

/** The whole form, for a step on the way: what was typed, the form's own token, its files; past similar tickets. */
export function travelling(draft: Draft, words: AskWords): { name: string; value: string }[] {
  const { form: _, kept: __, seen: ___, guard: ____, ...fields } = draft.typed
  const kept = keptFiles(draft.files, words)
  return Object.entries({ ...withoutBoxes(fields), form: draft.token, [kept.field]: kept.value, seen: '1' })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value }))
}

/** The boxes of files left out have done their work once the files are gathered. */
function withoutBoxes(typed: Typed): Typed {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !/^without_\d+$/.test(name)))
}

/** For the fragment beneath the title and for the step. */
export function similarList({ tickets, articles }: Similar, words: TicketWords) {
  return {
    articles: articles.map((article) => ({ ...article, url: articleUrl(article) })),
    tickets: tickets.map((ticket) => ({ ...ticketRow(ticket, words), url: ticketUrl(ticket) })),
  }
}
