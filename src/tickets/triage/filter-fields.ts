/** The filters of the queue in words: what can be chosen, and what is. */
import { hasMessage } from '../../i18n/languages.ts'
import { KINDS, nameIn, statusName } from '../../taxonomy/rules.ts'
import { priorityName } from '../priority.ts'
import type { DeskWords } from './pages.ts'
import { AGES, ANSWERS, type Filter, PRIORITIES, type Spot } from './urls.ts'

/** What only the database knows. */
export type Offered = { staff: { id: number; name: string }[]; languages: string[]; channels: string[] }

type Option = { value: string; label: string }

/** Choices of the filters, with what is chosen. Words and tag are typed and no part of these. */
export function filterFields({ filters }: Pick<Spot, 'filters'>, words: DeskWords, offered: Offered) {
  const { t, taxonomy, language, siteLanguage } = words
  const languageName = new Intl.DisplayNames(language, { type: 'language' })
  const select = (name: Filter, options: Option[]) => {
    const value = filters[name] === undefined ? '' : String(filters[name])
    // Somebody who has left may be asked for too: what is chosen can always be seen.
    const known = value === '' || options.some((option) => option.value === value)
    const all = known
      ? options
      : [...options, { value, label: name === 'assignee' ? t('desk.former_colleague') : value }]
    return { name, label: t(`desk.filter_${name}`), value, options: [{ value: '', label: t('desk.any') }, ...all] }
  }
  const named = <T extends string | number>(name: Filter, values: readonly T[]) =>
    select(
      name,
      values.map((value) => ({ value: String(value), label: t(`desk.${name}_${value}`) })),
    )
  const statuses = filters.kind ? taxonomy.byKind[filters.kind] : [...taxonomy.statuses.values()]
  return [
    select(
      'kind',
      KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
    ),
    select(
      'status',
      statuses.map((status) => ({
        value: String(status.id),
        label: filters.kind
          ? statusName(status, t, language, siteLanguage)
          : `${t(`kinds.${status.kind}`)}: ${statusName(status, t, language, siteLanguage)}`,
      })),
    ),
    select(
      'category',
      taxonomy.inOrder.map(({ id, names }) => ({ value: String(id), label: nameIn(names, language, siteLanguage) })),
    ),
    select('assignee', [
      { value: 'me', label: t('desk.me') },
      { value: '0', label: t('desk.nobody') },
      ...offered.staff.map(({ id, name }) => ({ value: String(id), label: name })),
    ]),
    select(
      'priority',
      PRIORITIES.map((number) => ({ value: String(number), label: t(`priorities.${priorityName(number)}`) })),
    ),
    named('answer', ANSWERS),
    named('visibility', ['public', 'private']),
    named('age', AGES),
    named('snoozed', ['yes', 'no']),
    select(
      'channel',
      offered.channels.map((channel) => ({ value: channel, label: channelName(channel, words) })),
    ),
    select(
      'language',
      offered.languages.map((code) => ({ value: code, label: languageName.of(code) ?? code })),
    ),
  ]
}

/** One that an import brought may have no name of ours. */
export function channelName(channel: string, { t }: DeskWords): string {
  return hasMessage(`channels.${channel}`) ? t(`channels.${channel}`) : channel
}

export type Chip = { name: Filter; text: string }

/** Each filter that is set, in words: 'Kind: Problem'. */
export function chosenFilters(spot: Pick<Spot, 'filters'>, words: DeskWords, offered: Offered): Chip[] {
  const { t } = words
  const { q, tag } = spot.filters
  const typed = (name: Filter, text: string) => ({ name, text: `${t(`desk.filter_${name}`)}: ${text}` })
  const chosen = filterFields(spot, words, offered).filter(({ value }) => value !== '')
  return [
    ...(q ? [typed('q', q)] : []),
    ...chosen.map(({ name, value, options }) =>
      typed(name, options.find((one) => one.value === value)?.label ?? value),
    ),
    ...(tag ? [typed('tag', tag)] : []),
  ]
}

/** 'All open · Kind: Problem · Tag: export': what a view holds, in one line. */
export function spotWords(spot: Pick<Spot, 'view' | 'filters'>, words: DeskWords, offered: Offered): string[] {
  return [words.t(`desk.view_${spot.view}`), ...chosenFilters(spot, words, offered).map(({ text }) => text)]
}
