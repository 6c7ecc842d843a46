/** An incident on the desk: declaring it, and all that is done with it until it is over. */
import type { House } from '../../house.ts'
import { excerpt } from '../../text/excerpt.ts'
import { wallTimeAt, writeWallTime } from '../../text/wall-clock.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { statusWords, type TicketWords } from '../rows.ts'
import { momentWords } from '../running-incidents.ts'
import { deskActUrl, deskTicketUrl, incidentUrl, ticketUrl } from '../urls.ts'
import { HEADLINE_MAX } from './forms.ts'
import type { Incident, IncidentTicket, listIncidents } from './queries.ts'

export type IncidentWords = TicketWords & PageWords

/** One of the forms, come back with what was typed. */
export type CameBack = { form: 'declare' | 'update' | 'gather' | 'end'; typed: Typed; faults: Faults }

export type IncidentView = {
  ticket: Ticket
  incident: Incident | undefined
  gathered: readonly IncidentTicket[]
  candidates: readonly IncidentTicket[]
  people: number
  /** Of those, how many will get a letter. */
  letters: number
  now: Date
  notice?: object | undefined
  cameBack?: CameBack | undefined
  status?: number | undefined
}

/** Half an hour on, by a clock that shows whole five minutes: what one says when one does not know yet. */
export function usualNext(now: Date): Date {
  const step = 5 * 60_000
  return new Date(Math.ceil((now.getTime() + 30 * 60_000) / step) * step)
}

export function incidentPage(view: IncidentView, words: IncidentWords): Page {
  const { ticket, incident, cameBack } = view
  const { t } = words
  const running = incident !== undefined && incident.ended_at === null
  const wrong = Object.entries(cameBack?.faults ?? {})
  return {
    template: 'tickets/incidents/incident',
    title: t(running ? 'incidents.title' : 'incidents.declare_title'),
    area: 'desk',
    status: view.status ?? (wrong.length > 0 ? 422 : 200),
    model: {
      ticket: {
        title: ticket.title,
        language: ticket.language,
        url: deskTicketUrl(ticket.id),
        publicUrl: ticketUrl(ticket),
      },
      notice: view.notice,
      errors: wrong.map(([name, { key, params }]) => ({ name: `${cameBack?.form}-${name}`, message: t(key, params) })),
      over: incident?.ended_at ? t('incidents.was_over', { time: momentWords(incident.ended_at, words).text }) : '',
      declare: running ? undefined : declareForm(view, words),
      running: running ? runningWords(view, incident, words) : undefined,
    },
  }
}

function fieldsOf(form: CameBack['form'], { cameBack }: IncidentView, { t }: IncidentWords) {
  const back = cameBack?.form === form ? cameBack : undefined
  return (name: string, given: { value?: string; label: string; [rest: string]: unknown }) => {
    const fault = back?.faults[name]
    return {
      ...given,
      name,
      id: `f-${form}-${name}`,
      value: back?.typed[name] ?? given.value,
      error: fault && t(fault.key, fault.params),
    }
  }
}

const wall = (at: Date, { timeZone }: IncidentWords) => writeWallTime(wallTimeAt(at, timeZone))

function nextField(field: ReturnType<typeof fieldsOf>, value: string, { t, timeZone }: IncidentWords) {
  const help = t('incidents.next_help', { zone: timeZone })
  return field('next', { type: 'datetime-local', label: t('incidents.next'), help, value, dir: 'ltr' })
}

function declareForm(view: IncidentView, words: IncidentWords) {
  const { ticket, now } = view
  const { t, timeZone } = words
  const field = fieldsOf('declare', view, words)
  return {
    action: incidentUrl(ticket.id),
    headline: field('headline', {
      label: t('incidents.headline'),
      help: t('incidents.headline_help'),
      value: excerpt(ticket.title, HEADLINE_MAX),
      maxlength: HEADLINE_MAX,
      required: true,
    }),
    since: field('since', {
      type: 'datetime-local',
      label: t('incidents.since_field'),
      help: t('incidents.zone', { zone: timeZone }),
      value: wall(ticket.created_at, words),
      required: true,
      dir: 'ltr',
    }),
    next: nextField(field, wall(usualNext(now), words), words),
    text: field('text', { type: 'textarea', rows: 3, label: t('incidents.words'), help: t('incidents.words_help') }),
  }
}

function runningWords(view: IncidentView, incident: Incident, words: IncidentWords) {
  const { ticket, gathered, candidates, people, letters, now } = view
  const { t } = words
  const act = (name: string) => deskActUrl(ticket.id, `incident/${name}`)
  const next = incident.next_word_at
  const updating = fieldsOf('update', view, words)
  const gathering = fieldsOf('gather', view, words)
  const ending = fieldsOf('end', view, words)
  return {
    headline: incident.headline,
    language: incident.language,
    since: momentWords(incident.since, words),
    next: next ? momentWords(next, words, incident.since) : undefined,
    late: next !== null && next <= now,
    people: t('incidents.people', { count: people }),
    update: {
      action: act('update'),
      headline: updating('headline', {
        label: t('incidents.headline'),
        value: incident.headline,
        maxlength: HEADLINE_MAX,
        required: true,
      }),
      // A time that has passed is no promise any more.
      next: nextField(updating, wall(next && next > now ? next : usualNext(now), words), words),
      text: updating('text', {
        type: 'textarea',
        rows: 3,
        label: t('incidents.words'),
        help: t('incidents.words_help'),
      }),
    },
    gather: {
      action: act('gather'),
      candidates: candidates.map((row) => rowWords(row, words)),
      number: gathering('number', { label: t('incidents.number'), help: t('incidents.number_help'), dir: 'ltr' }),
    },
    gathered: gathered.map((row) => rowWords(row, words)),
    release: act('release'),
    end: {
      action: act('end'),
      text: ending('text', {
        type: 'textarea',
        rows: 4,
        label: t('incidents.last_words'),
        help: t('incidents.last_words_help'),
        required: true,
      }),
      closes:
        gathered.length > 0
          ? ending('closes', { type: 'checkbox', label: t('incidents.closes', { count: gathered.length }), value: '1' })
          : undefined,
      told: letters > 0 ? t('incidents.told', { count: letters }) : t('incidents.told_none'),
    },
  }
}

function rowWords(row: IncidentTicket, words: IncidentWords) {
  return {
    id: row.id,
    url: deskTicketUrl(row.id),
    title: row.title,
    language: row.language,
    excerpt: excerpt(row.excerpt, 140),
    status: statusWords(row.status_id, words),
    private: row.visibility === 'private',
    askedAt: row.created_at,
    author: row.requester_name || words.t('tickets.anonymous'),
  }
}

export function incidentListPage(
  incidents: Awaited<ReturnType<typeof listIncidents>>,
  now: Date,
  words: IncidentWords,
): Page {
  const { t } = words
  const shown = incidents.map((incident) => ({
    url: incidentUrl(incident.id),
    headline: incident.headline,
    language: incident.language,
    since: momentWords(incident.since, words),
    next: incident.next_word_at ? momentWords(incident.next_word_at, words, incident.since) : undefined,
    late: incident.next_word_at !== null && incident.next_word_at <= now,
    ended: incident.ended_at ? momentWords(incident.ended_at, words, incident.since) : undefined,
    votes: incident.vote_count > 0 ? t('tickets.votes', { count: incident.vote_count }) : '',
    gathered: incident.gathered ? t('incidents.gathered', { count: incident.gathered }) : '',
  }))
  return {
    template: 'tickets/incidents/list',
    title: t('incidents.list_title'),
    area: 'desk',
    model: {
      running: shown.filter(({ ended }) => !ended),
      over: shown.filter(({ ended }) => ended),
      empty: { icon: 'warning', title: t('incidents.none'), text: t('incidents.none_text') },
    },
  }
}

/** Words for the pages of incidents. */
export function incidentWords(house: House, words: PageWords): IncidentWords {
  return { ...words, siteLanguage: house.settings.now.language, taxonomy: house.taxonomy.now }
}
