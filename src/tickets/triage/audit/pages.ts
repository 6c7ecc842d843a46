/** The audit log of the team, and the whole history of a ticket. */
import { articleActUrl, articleUrl } from '../../../articles/urls.ts'
import { errorsOf, fieldsOf } from '../../../web/fields.ts'
import type { Page } from '../../../web/render.ts'
import type { Ticket } from '../../queries.ts'
import { deskActUrl, deskTicketUrl, replyAnchor } from '../../urls.ts'
import type { DeskWords } from '../pages.ts'
import { eventActor, eventSentence } from '../ticket/history.ts'
import type { AskedLog } from './forms.ts'
import type { Act, listTicketEvents } from './queries.ts'
import { GROUPS } from './rules.ts'
import { beforeEvent, changesOf, toldAct } from './told.ts'
import { auditPageUrl, auditUrl, historyUrl } from './urls.ts'

type Everybody = { id: number; name: string }[]
type Shown = AskedLog & { acts: Act[]; past?: { value: number; id: number }; isFirst: boolean; everybody: Everybody }

const namesOf = (everybody: Everybody) => new Map(everybody.map(({ id, name }) => [id, name]))

export function auditPage(shown: Shown, words: DeskWords): Page {
  const { t } = words
  const { typed, faults, everybody } = shown
  const field = fieldsOf(t, { typed, faults })
  const colleagues = namesOf(everybody)
  const everyone = { value: '', label: t('audit.everybody') }
  const everything = { value: '', label: t('audit.everything') }
  const select = { type: 'select', hideOptional: true }
  const date = { type: 'date', hideOptional: true, dir: 'ltr' }
  return {
    template: 'tickets/triage/audit/audit',
    title: t('audit.title'),
    area: 'desk',
    status: Object.keys(faults).length > 0 ? 422 : 200,
    model: {
      at: auditUrl(),
      errors: errorsOf(t, { typed, faults }),
      fields: [
        field('who', t('audit.who'), {
          ...select,
          options: [everyone, ...everybody.map(({ id, name }) => ({ value: String(id), label: name }))],
        }),
        field('group', t('audit.group'), {
          ...select,
          options: [everything, ...GROUPS.map((group) => ({ value: group, label: t(`audit.group_${group}`) }))],
        }),
        field('from', t('audit.from'), date),
        field('to', t('audit.to'), date),
      ],
      acts: shown.acts.map((act) => ({
        at: act.created_at,
        name: act.staff_name ?? t('frame.team'),
        text: toldAct(act, words),
        changes: changesOf(act, words, colleagues),
        about: aboutOf(act, words),
        restore:
          act.article_id !== null && act.type === 'removed' && act.is_removed
            ? { action: articleActUrl(act.article_id, 'undelete'), label: t('audit.restore_article') }
            : undefined,
      })),
      top: shown.isFirst ? undefined : auditPageUrl(typed),
      more: shown.past && auditPageUrl(typed, shown.past),
    },
  }
}

/** The ticket leads to its whole history, the article to itself. */
function aboutOf(act: Act, { t }: DeskWords) {
  const { ticket_id, article_id, title, language } = act
  if (ticket_id !== null) {
    return { url: historyUrl(ticket_id), number: `#${ticket_id}`, title: title ?? '', language: language ?? 'und' }
  }
  if (article_id === null) return undefined
  if (title === null) return { title: t('audit.removed_article'), language: 'und' }
  return { url: articleUrl({ id: article_id, slug: '' }), title, language: language ?? 'und' }
}

type Events = Awaited<ReturnType<typeof listTicketEvents>>

export function historyPage(
  ticket: Ticket,
  { events, hasMore }: Events,
  removed: Set<number>,
  everybody: Everybody,
  words: DeskWords,
): Page {
  const { t } = words
  const colleagues = namesOf(everybody)
  const last = events.at(-1)
  return {
    template: 'tickets/triage/audit/history',
    title: t('audit.history_title', { number: ticket.id }),
    area: 'desk',
    model: {
      back: ticket.removed_at ? deskActUrl(ticket.id, 'removed') : deskTicketUrl(ticket.id),
      ticket: { title: ticket.title, language: ticket.language },
      acts: events.map((event) => {
        const before = beforeEvent(event, words, colleagues)
        const replyId = Number(event.data.reply_id)
        return {
          at: event.created_at,
          name: eventActor(event, ticket, words),
          text: eventSentence(event, words),
          changes: before === undefined ? [] : [{ before }],
          // Only the last word on a reply can be taken back, and only while it is gone.
          restore:
            event.type === 'reply_removed' && event.by_staff && removed.has(replyId)
              ? { action: deskActUrl(ticket.id, 'restore-reply'), label: t('audit.restore_reply'), reply: replyId }
              : undefined,
          reply: removed.has(replyId) || !replyId || ticket.removed_at ? undefined : replyAnchor(replyId),
        }
      }),
      more: hasMore && last ? `${historyUrl(ticket.id)}?before=${last.id}` : undefined,
    },
  }
}
