import { formatDateTime } from '../../text/dates.ts'
import { excerpt } from '../../text/excerpt.ts'
import { errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { wordsOf } from '../thread.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { TEXT_MAX } from '../writing.ts'
import { MODES, WHOM } from './forms.ts'
import type { RestraintLine, Subject } from './queries.ts'
import { liftUrl, restraintsUrl } from './urls.ts'

export type CalmShown = {
  ticket: Ticket
  subject: Subject
  replyId: number | undefined
  spot: string
  politeText: string
  filled: Filled
  /** How long it is remembered where posts came from. */
  senderDays: number
}

/** Three ways to deal with somebody who only quarrels, the mildest first. */
export function calmPage(shown: CalmShown, { t }: PageWords): Page {
  const { ticket, subject, replyId, spot, filled } = shown
  const field = fieldsOf(t, filled)
  const act = (name: string) => deskActUrl(ticket.id, name)
  const fault = (name: string) => filled.faults[name] && t(filled.faults[name].key, filled.faults[name].params)
  return {
    template: 'tickets/calming/calm',
    title: t('calming.title'),
    area: 'desk',
    status: statusOf(filled),
    model: {
      ticket: { title: ticket.title, language: ticket.language },
      back: deskTicketUrl(ticket.id, spot),
      spot: { name: SPOT_FIELD, value: spot },
      reply: replyId,
      errors: errorsOf(t, filled),
      post: {
        name: subject.name || t('tickets.anonymous'),
        text: excerpt(wordsOf(subject.html), 300),
        language: subject.language,
      },
      polite: {
        action: act('polite'),
        text: {
          ...field('text', t('calming.polite_text'), {
            type: 'textarea',
            rows: 6,
            required: true,
            maxlength: TEXT_MAX,
          }),
          value: filled.typed.text ?? shown.politeText,
        },
      },
      shadow: {
        action: act(subject.isShadowed ? 'shadow-lift' : 'shadow-hold'),
        isOn: subject.isShadowed,
      },
      restrain: {
        action: act('restrain'),
        mode: {
          name: 'mode',
          legend: t('calming.mode'),
          value: filled.typed.mode ?? 'slow',
          columns: 'two',
          error: fault('mode'),
          options: MODES.map((mode) => ({
            value: mode,
            label: t(`calming.mode_${mode}`),
            text: t(`calming.mode_${mode}_text`),
            icon: mode === 'slow' ? 'clock' : 'hidden',
          })),
        },
        whom: {
          name: 'whom',
          legend: t('calming.whom'),
          value: filled.typed.whom ?? 'person',
          columns: 'two',
          error: fault('whom'),
          options: WHOM.filter((whom) => whom === 'person' || subject.senderHash !== null).map((whom) => ({
            value: whom,
            label: t(`calming.whom_${whom}`),
            text: t(`calming.whom_${whom}_text`, { days: shown.senderDays }),
            icon: whom === 'person' ? 'user' : 'server',
          })),
        },
        minutes: {
          ...field('minutes', t('calming.minutes'), {
            inputmode: 'numeric',
            maxlength: 4,
            dir: 'ltr',
            hideOptional: true,
          }),
          value: filled.typed.minutes ?? '60',
        },
        days: {
          ...field('days', t('calming.days'), { inputmode: 'numeric', maxlength: 2, dir: 'ltr', required: true }),
          value: filled.typed.days ?? '7',
        },
      },
      all: restraintsUrl(),
    },
  }
}

export function restraintsPage(lines: readonly RestraintLine[], done: boolean, words: PageWords): Page {
  const { t, language, timeZone } = words
  return {
    template: 'tickets/calming/restraints',
    title: t('calming.list_title'),
    area: 'desk',
    model: {
      done,
      lines: lines.map((line) => ({
        what: line.mode === 'slow' ? t('calming.is_slow', { count: line.minutes ?? 0 }) : t('calming.is_shadow'),
        who: line.person_id === null ? t('calming.whom_network') : line.name || t('tickets.anonymous'),
        madeBy: line.made_by,
        // Spelt out: "in two days" is no day to tell anybody.
        until: { iso: line.until.toISOString(), text: formatDateTime(line.until, language, timeZone) },
        ticket:
          line.ticket_id === null || line.title === null
            ? undefined
            : { url: deskTicketUrl(line.ticket_id), title: line.title, language: line.language },
        lift: liftUrl(line.id),
      })),
    },
  }
}
