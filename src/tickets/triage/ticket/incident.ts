/** What the desk says beside a ticket of the incidents that run. */
import { OPEN_REVIEW_STATES } from '../../rules.ts'
import { momentWords } from '../../running-incidents.ts'
import { deskActUrl, incidentUrl } from '../../urls.ts'
import type { DeskWords } from '../pages.ts'
import type { Shown } from './pages.ts'

/** For views/tickets/triage/ticket/_incident, and for the menu of acts. */
export function incidentOnDesk({ desk: { ticket, incidents }, now }: Shown, words: DeskWords) {
  const own = incidents.find(({ isOwn }) => isOwn)
  const part = incidents.find(({ isPart }) => isPart)
  const running = incidents.filter(({ ended_at, isOwn }) => ended_at === null && !isOwn)
  const shown = own?.ended_at === null ? own : part
  const isReadable = OPEN_REVIEW_STATES.includes(ticket.review_state)
  const mayJoin = !part && own?.ended_at !== null && isReadable
  const mayDeclare = ticket.kind === 'problem' && ticket.visibility === 'public' && isReadable && !part
  return {
    band: shown && {
      isPart: shown === part,
      headline: shown.headline,
      language: shown.language,
      url: incidentUrl(shown.id),
      since: momentWords(shown.since, words),
      next: shown.next_word_at ? momentWords(shown.next_word_at, words, shown.since) : undefined,
      late: shown.next_word_at !== null && shown.next_word_at <= now,
      over: shown.ended_at !== null,
    },
    joins: mayJoin
      ? running.map(({ id, headline, language, isAlike }) => ({
          action: deskActUrl(id, 'incident/gather'),
          headline,
          language,
          // Only what reads alike is worth a line of its own, and only while somebody waits.
          isAlike: isAlike && ticket.waiting_since !== null,
        }))
      : [],
    field: `ticket_${ticket.id}`,
    ticket: ticket.id,
    menu: mayDeclare ? { url: incidentUrl(ticket.id), isRunning: own?.ended_at === null } : undefined,
  }
}
