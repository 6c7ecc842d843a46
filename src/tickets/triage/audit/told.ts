/** An act of staff in words: what was done, and what was there before. */
import { hasMessage } from '../../../i18n/languages.ts'
import { nameIn, statusName } from '../../../taxonomy/rules.ts'
import type { DeskWords } from '../pages.ts'
import { eventSentence } from '../ticket/history.ts'
import type { Act } from './queries.ts'

type Data = Record<string, unknown>
/** Of an event only what was before; of what is new only what is now. */
export type Change = { name?: string; before?: string; after?: string }

/** Names of colleagues by their number, of today. */
export type Colleagues = Map<number, string>

export function toldAct(act: Act, words: DeskWords): string {
  const { t } = words
  if (act.source === 1 && act.article_id !== null) return articleSentence(act, words)
  if (act.source === 1) return eventSentence(act, words)
  return hasMessage(`audit.acts.${act.type}`) ? t(`audit.acts.${act.type}`, { what: act.what }) : act.type
}

function articleSentence({ type, data }: Act, { t }: DeskWords): string {
  const state = hasMessage(`writing.state_${data.to}`) ? t(`writing.state_${data.to}`) : String(data.to ?? '')
  return hasMessage(`audit.article_${type}`)
    ? t(`audit.article_${type}`, { version: String(data.version ?? ''), state })
    : type
}

/** From and to. An event's sentence says what is now, so that only what was before is added. */
export function changesOf(act: Act, words: DeskWords, colleagues: Colleagues): Change[] {
  if (act.source === 1) {
    const before = beforeEvent(act, words, colleagues)
    return before === undefined ? [] : [{ before }]
  }
  return Object.keys({ ...act.data, ...act.after }).map((field) => ({
    name: hasMessage(`audit.fields.${field}`) ? words.t(`audit.fields.${field}`) : field,
    ...(field in act.data && { before: valueWords(act.data[field], words) }),
    ...(field in act.after && { after: valueWords(act.after[field], words) }),
  }))
}

/** What stood there before an event; undefined where it changed nothing of the kind. */
export function beforeEvent(
  { type, data }: { type: string; data: Data },
  words: DeskWords,
  colleagues: Colleagues,
): string | undefined {
  if (!('from' in data) || type.startsWith('merged')) return undefined
  const { from } = data
  const { t, taxonomy, language, siteLanguage } = words
  if (type === 'status_changed') {
    const status = taxonomy.statuses.get(Number(from))
    return status ? statusName(status, t, language, siteLanguage) : t('history.gone_status')
  }
  if (type === 'assigned') return from ? (colleagues.get(Number(from)) ?? t('audit.gone_colleague')) : t('desk.nobody')
  if (type === 'categorised') {
    const category = taxonomy.categories.get(Number(from))
    if (!from) return t('desk.no_category')
    return category ? nameIn(category.names, language, siteLanguage) : t('history.gone_category')
  }
  if (type === 'kind_changed') return t(`kinds.${from}`)
  if (type === 'prioritised') return t(`priorities.${from}`)
  if (type === 'visibility_changed') return t(`desk.visibility_${from}`)
  if (type === 'state_changed') return t(`writing.state_${from}`)
  return Array.isArray(from) || typeof from === 'string' ? valueWords(from, words) : undefined
}

function valueWords(value: unknown, { t, language }: DeskWords): string {
  if (value === undefined || value === null || value === '') return t('audit.none')
  if (value === true || value === false) return t(value ? 'audit.yes' : 'audit.no')
  if (typeof value === 'number') return new Intl.NumberFormat(language).format(value)
  if (!Array.isArray(value)) return String(value)
  return value.length === 0
    ? t('audit.none')
    : new Intl.ListFormat(language, { type: 'unit' }).format(value.map(String))
}
