/** The history of a ticket in words: one sentence for every type of event, so that no change goes untold. */
import { nameIn, statusName } from '../../../taxonomy/rules.ts'
import { formatDateTime } from '../../../text/dates.ts'
import type { EventType } from '../../events.ts'
import { PRIORITIES } from '../../priority.ts'
import type { Ticket } from '../../queries.ts'
import type { DeskWords } from '../pages.ts'
import type { DeskEvent } from './queries.ts'

type Data = Record<string, unknown>
/** Key under `history` and what fills it; said without a subject, since who did it stands beside. */
type Told = [key: string, params?: Record<string, string>]

const bare = (key: EventType) => (): Told => [key]

const TOLD: Record<EventType, (data: Data, words: DeskWords, article: string) => Told> = {
  asked: bare('asked'),
  edited: ({ reply_id }) => [reply_id ? 'edited_reply' : 'edited'],
  withdrawn: ({ reply_id }) => [reply_id ? 'withdrawn_reply' : 'withdrawn'],
  replied: ({ audience }) => [audience === 'private' ? 'replied_private' : 'replied'],
  noted: bare('noted'),
  status_changed: ({ to, reason }, words) => {
    const status = statusIn(to, words)
    return reason ? ['status_changed_reason', { status, reason: text(reason) }] : ['status_changed', { status }]
  },
  assigned: ({ to, name, rule }) => {
    if (!to) return ['assigned_nobody']
    return rule ? ['assigned_rule', { name: text(name), rule: text(rule) }] : ['assigned', { name: text(name) }]
  },
  categorised: ({ to }, words) => {
    const category = categoryIn(to, words)
    return category ? ['categorised', { category }] : ['categorised_none']
  },
  tagged: ({ to }) => {
    const tags = Array.isArray(to) ? to.map(text).join(', ') : ''
    return tags ? ['tagged', { tags }] : ['tagged_none']
  },
  retitled: ({ to }) => ['retitled', { title: text(to) }],
  kind_changed: ({ to }, { t }) => ['kind_changed', { kind: t(`kinds.${text(to)}`) }],
  visibility_changed: ({ to }) => [to === 'private' ? 'made_private' : 'made_public'],
  official_set: bare('official_set'),
  official_unset: bare('official_unset'),
  solved: bare('solved'),
  thanked: bare('thanked'),
  linked: (_, __, title) => ['linked', { title }],
  unlinked: (_, __, title) => ['unlinked', { title }],
  approved: ({ reply_id }) => [reply_id ? 'approved_reply' : 'approved'],
  held: ({ reply_id }) => [reply_id ? 'held_reply' : 'held'],
  discarded: ({ reply_id, why }) => [reply_id ? 'discarded_reply' : why === 'deleted' ? 'deleted' : 'discarded'],
  restored: ({ reply_id }) => [reply_id ? 'restored_reply' : 'restored'],
  link_renewed: bare('link_renewed'),
  imported: bare('imported'),
  reply_removed: bare('reply_removed'),
  redacted: bare('redacted'),
  unredacted: bare('unredacted'),
  parted: bare('parted'),
  undone: bare('undone'),
  merged: ({ from }) => ['merged', { number: numberOf(from) }],
  merged_away: ({ into }) => ['merged_away', { number: numberOf(into) }],
  split: ({ to }) => ['split', { number: numberOf(to) }],
  split_off: ({ from }) => ['split_off', { number: numberOf(from) }],
  opened_for: ({ channel }, { t }) => ['opened_for', { channel: t(`channels.${text(channel)}`) }],
  contacted: bare('contacted'),
  guest_invited: ({ name }) => ['guest_invited', { name: text(name) }],
  guest_revoked: ({ name }) => ['guest_revoked', { name: text(name) }],
  person_noted: bare('person_noted'),
  person_note_removed: bare('person_note_removed'),
  people_joined: bare('people_joined'),
  due_soon: bare('due_soon'),
  due_missed: bare('due_missed'),
  prioritised: ({ to, rule }, { t }) => {
    const priority = to ? t(`priorities.${PRIORITIES.find((one) => one === to) ?? 'normal'}`) : ''
    return rule ? ['prioritised_rule', { priority, rule: text(rule) }] : ['prioritised', { priority }]
  },
  acknowledged: bare('acknowledged'),
  escalated: ({ name, rule }) =>
    name ? ['escalated', { name: text(name), rule: text(rule) }] : ['escalated_bare', { rule: text(rule) }],
  reminded: ({ whom, nth }) => [
    `reminded_${whom === 'third_party' ? 'third' : 'customer'}${nth === 2 ? '_again' : ''}`,
  ],
  reopened: bare('reopened'),
  politely_closed: bare('politely_closed'),
  shadow_held: ({ reply_id }) => [reply_id ? 'shadow_held_reply' : 'shadow_held'],
  shadow_lifted: ({ reply_id }) => [reply_id ? 'shadow_lifted_reply' : 'shadow_lifted'],
  restrained: ({ mode }) => [`restrained_${mode === 'slow' || mode === 'shadow' ? mode : 'lifted'}`],
  incident_declared: ({ headline }) => ['incident_declared', { headline: text(headline) }],
  incident_updated: bare('incident_updated'),
  incident_gathered: bare('incident_gathered'),
  incident_released: bare('incident_released'),
  incident_ended: bare('incident_ended'),
  snoozed: ({ until }, { language, timeZone }) =>
    typeof until === 'string'
      ? ['snoozed', { until: formatDateTime(new Date(until), language, timeZone) }]
      : ['snoozed_reply'],
  woken: ({ by }) => [by === 'reply' ? 'woken_reply' : by === 'hand' ? 'woken_hand' : 'woken'],
  mentioned: ({ name }) => ['mentioned', { name: text(name) }],
  mention_settled: bare('mention_settled'),
  passed_on: ({ name }) => ['passed_on', { name: text(name) }],
}

export const TOLD_TYPES = Object.keys(TOLD) as EventType[]

/** "Status: Answered". An event of a type this release does not know is named by its type. */
export function eventSentence(
  { type, data, article_title }: Pick<DeskEvent, 'type' | 'data' | 'article_title'>,
  words: DeskWords,
): string {
  if (!(type in TOLD)) return type
  const [key, params] = TOLD[type as EventType](data, words, article_title ?? words.t('history.gone_article'))
  return words.t(`history.${key}`, params)
}

/** Who did it: staff by the name of today, the requester by the one shown, everybody else as a visitor. */
export function eventActor(
  event: Pick<DeskEvent, 'person_id' | 'by_staff' | 'staff_name'> & Partial<Pick<DeskEvent, 'guest_name'>>,
  ticket: Pick<Ticket, 'requester_id' | 'requester_name'>,
  { t }: Pick<DeskWords, 't'>,
): string {
  if (event.by_staff) return event.staff_name ?? t('frame.team')
  if (event.person_id === null) return t('history.by_itself')
  if (event.person_id === ticket.requester_id && ticket.requester_name !== '') return ticket.requester_name
  return event.guest_name || t('tickets.anonymous')
}

function statusIn(id: unknown, { taxonomy, t, language, siteLanguage }: DeskWords): string {
  const status = taxonomy.statuses.get(Number(id))
  return status ? statusName(status, t, language, siteLanguage) : t('history.gone_status')
}

function categoryIn(id: unknown, { taxonomy, t, language, siteLanguage }: DeskWords): string {
  if (!id) return ''
  const category = taxonomy.categories.get(Number(id))
  return category ? nameIn(category.names, language, siteLanguage) : t('history.gone_category')
}

const numberOf = (value: unknown): string => (typeof value === 'number' ? String(value) : '')
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
