/** What is set by a click: each act a small form, with what was typed when it came back. */
import { KINDS, nameIn, statusName } from '../../../taxonomy/rules.ts'
import { formatDateTime } from '../../../text/dates.ts'
import { wallTimeAt, writeWallTime } from '../../../text/wall-clock.ts'
import type { Typed } from '../../../web/forms.ts'
import { PRIORITIES, priorityName } from '../../priority.ts'
import { deskActUrl } from '../../urls.ts'
import { UNTIL } from '../../waking.ts'
import type { DeskWords } from '../pages.ts'
import type { Shown } from './pages.ts'

/** Status, assignee, category, tags, kind: each a small form with what was typed when it came back. */
export function toolWords({ desk, viewer, tags, typed = {}, faults = {} }: Shown, words: DeskWords) {
  const { ticket } = desk
  const { t, taxonomy, language, siteLanguage } = words
  const act = (name: string) => deskActUrl(ticket.id, name)
  const fault = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const active = desk.staff.map(({ id, name }) => ({ value: String(id), label: name }))
  // Somebody who has left may still hold what is done.
  const away =
    ticket.assignee_id !== null && !desk.staff.some(({ id }) => id === ticket.assignee_id)
      ? [{ value: String(ticket.assignee_id), label: t('desk.former_colleague') }]
      : []
  return {
    status: {
      action: act('status'),
      value: typed.status ?? String(ticket.status_id),
      options: taxonomy.byKind[ticket.kind].map((status) => ({
        value: String(status.id),
        label: statusName(status, t, language, siteLanguage),
        needsReason: status.needs_reason,
      })),
      reason: typed.reason ?? '',
      error: fault('status'),
      reasonError: fault('reason'),
    },
    assignee: {
      action: act('assignee'),
      value: String(ticket.assignee_id ?? 0),
      options: [{ value: '0', label: t('desk.nobody') }, ...active, ...away],
      me: viewer.id === ticket.assignee_id ? undefined : String(viewer.id),
      error: fault('assignee'),
    },
    priority: {
      action: act('priority'),
      value: priorityName(desk.work.priority),
      options: PRIORITIES.map((one) => ({ value: one, label: t(`priorities.${one}`) })),
      error: fault('priority'),
    },
    acknowledge: mayAcknowledge(desk) ? act('acknowledge') : undefined,
    category: {
      action: act('category'),
      value: String(ticket.category_id ?? ''),
      options: [
        { value: '', label: t('desk.no_category') },
        ...taxonomy.inOrder.map(({ id, names }) => ({
          value: String(id),
          label: nameIn(names, language, siteLanguage),
        })),
      ],
      error: fault('category'),
    },
    tags: { action: act('tags'), value: typed.tags ?? desk.tags.join(', '), known: tags, error: fault('tags') },
    kind: {
      action: act('kind'),
      value: ticket.kind,
      options: KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
    },
    passOn:
      ticket.kind === 'thanks'
        ? {
            action: act('pass-on'),
            colleagues: active.filter(({ value }) => value !== String(viewer.id)),
            error: fault('to'),
          }
        : undefined,
    snooze: snoozeWords(ticket.id, desk.work, { typed, error: fault('at') }, words),
    sorted: [t(`kinds.${ticket.kind}`), categoryName(ticket.category_id, words) ?? t('desk.no_category'), ...desk.tags],
    sortingOpen: ['category', 'tags', 'kind'].some((name) => faults[name]),
  }
}

/** Before there is an answer, and once. */
function mayAcknowledge({ ticket, work }: Shown['desk']): boolean {
  return (
    ticket.phase !== 'done' &&
    ticket.kind !== 'thanks' &&
    ticket.first_reply_at === null &&
    work.acknowledged_at === null
  )
}

/** What puts it off; and until when it is put off already. */
function snoozeWords(
  ticketId: number,
  { snoozed_at, snoozed_until }: Shown['desk']['work'],
  { typed, error }: { typed: Typed; error: string | undefined },
  { t, language, timeZone }: DeskWords,
) {
  const now = new Date()
  const until = snoozed_until && t('snoozing.off_until', { until: formatDateTime(snoozed_until, language, timeZone) })
  return {
    action: deskActUrl(ticketId, 'snooze'),
    wake: snoozed_at ? deskActUrl(ticketId, 'wake') : undefined,
    until: snoozed_at ? (until ?? t('snoozing.off_until_reply')) : undefined,
    choices: UNTIL.filter((one) => one !== 'at').map((value) => ({ value, label: t(`snoozing.${value}`) })),
    at: typed.at ?? '',
    earliest: writeWallTime(wallTimeAt(now, timeZone)),
    zone: timeZone,
    error,
  }
}

function categoryName(id: number | null, { taxonomy, language, siteLanguage }: DeskWords): string | undefined {
  const category = id === null ? undefined : taxonomy.categories.get(id)
  return category && nameIn(category.names, language, siteLanguage)
}
