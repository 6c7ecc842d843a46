/** The rules in words: what fits, what follows, what is wrong with one, and what would become of a ticket. */
import type { CategoryRow } from '../../db/schema.ts'
import { hasMessage } from '../../i18n/languages.ts'
import { KINDS, nameIn } from '../../taxonomy/rules.ts'
import { EMPTY, errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Typed } from '../../web/forms.ts'
import type { Page } from '../../web/render.ts'
import { PRIORITIES, priorityName } from '../priority.ts'
import type { Decision, Rule } from '../routing-rules.ts'
import type { TicketWords } from '../rows.ts'
import { routingUrl, ruleUrl } from './urls.ts'

export type Around = {
  rules: readonly Rule[]
  staff: readonly { id: number; name: string }[]
  /** Who has left and is still named by a rule. */
  former: ReadonlyMap<number, string>
  languages: readonly string[]
  channels: readonly string[]
}

export type Tried = { typed: Typed; error?: string; title?: string; decision?: Decision; later?: Rule[] }

export type RoutingShown = Around & {
  saved: boolean
  /** The rule whose form came back, or a new one. */
  open?: number | 'new'
  filled?: Filled
  tried?: Tried
}

export function routingPage(shown: RoutingShown, words: TicketWords): Page {
  const { t } = words
  const { rules, open, filled = EMPTY, saved, tried } = shown
  return {
    template: 'tickets/routing/routing',
    title: t('routing.title'),
    area: 'desk',
    status: statusOf(filled),
    model: {
      at: routingUrl(),
      saved,
      errors: errorsOf(t, filled),
      rules: rules.map((rule, index) => ({
        id: rule.id,
        name: rule.name,
        isOn: rule.is_on,
        when: conditionWords(rule, shown, words),
        follows: consequenceWords(rule, shown, words),
        broken: brokenWords(rule, shown, words),
        isTop: index === 0,
        isBottom: index === rules.length - 1,
        isOpen: open === rule.id,
        save: ruleUrl(rule.id),
        move: ruleUrl(rule.id, 'move'),
        remove: ruleUrl(rule.id, 'remove'),
        fields: ruleFields(shown, words, open === rule.id ? filled : { typed: typedRule(rule), faults: {} }),
      })),
      added: {
        action: routingUrl(),
        isOpen: open === 'new' || rules.length === 0,
        fields: ruleFields(shown, words, open === 'new' ? filled : EMPTY),
      },
      trial: trialWords(tried, shown, words),
    },
  }
}

export function typedRule(rule: Rule): Typed {
  return {
    name: rule.name,
    kind: rule.kind ?? '',
    category: rule.category_id === null ? '' : String(rule.category_id),
    language: rule.language ?? '',
    channel: rule.channel ?? '',
    words: rule.words.join(', '),
    waits: rule.waits_minutes === null ? '' : String(rule.waits_minutes),
    who: rule.to_rota ? 'rota' : rule.assignee_id === null ? '' : String(rule.assignee_id),
    priority: rule.priority === null ? '' : priorityName(rule.priority),
    ...(!rule.is_on && { off: '1' }),
  }
}

type Options = { value: string; label: string }[]

function choices(around: Around, { t, language, siteLanguage, taxonomy }: TicketWords) {
  const any = { value: '', label: t('desk.any') }
  const languageNames = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' })
  const of = (list: Options): Options => [any, ...list]
  return {
    kind: of(KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))),
    category: of(
      taxonomy.inOrder.map(({ id, names }: CategoryRow) => ({
        value: String(id),
        label: nameIn(names, language, siteLanguage),
      })),
    ),
    language: of(around.languages.map((code) => ({ value: code, label: languageNames.of(code) ?? code }))),
    channel: of(around.channels.map((channel) => ({ value: channel, label: channelName(channel, t) }))),
    who: [
      { value: '', label: t('routing.who_stays') },
      { value: 'rota', label: t('routing.who_rota') },
      ...around.staff.map(({ id, name }) => ({ value: String(id), label: name })),
    ],
    priority: [
      { value: '', label: t('routing.priority_stays') },
      ...PRIORITIES.map((one) => ({ value: one, label: t(`priorities.${one}`) })),
    ],
  }
}

const channelName = (channel: string, t: TicketWords['t']) =>
  hasMessage(`channels.${channel}`) ? t(`channels.${channel}`) : channel

function ruleFields(around: Around, words: TicketWords, filled: Filled) {
  const { t } = words
  const field = fieldsOf(t, filled)
  const select = (name: keyof ReturnType<typeof choices>) =>
    field(name, t(`routing.${name}`), {
      type: 'select',
      hideOptional: true,
      options: keeping(choices(around, words)[name], filled.typed[name], t('routing.gone')),
    })
  return {
    name: field('name', t('routing.name'), { required: true, maxlength: 80 }),
    when: [select('kind'), select('category'), select('language'), select('channel')],
    words: field('words', t('routing.words'), { help: t('routing.words_help'), maxlength: 1000, dir: 'auto' }),
    waits: field('waits', t('routing.waits'), { help: t('routing.waits_help'), inputmode: 'numeric', maxlength: 5 }),
    follows: [select('who'), select('priority')],
    off: field('off', t('routing.off'), { type: 'checkbox', value: filled.typed.off !== undefined }),
  }
}

/** What was chosen and is gone since stays chosen, named as gone: saving must not quietly widen the rule. */
function keeping(options: Options, value: string | undefined, gone: string): Options {
  return value && !options.some((option) => option.value === value) ? [...options, { value, label: gone }] : options
}

/** Every condition in words; none: everything fits. */
export function conditionWords(rule: Rule, around: Around, words: TicketWords): string[] {
  const { t, language } = words
  const all = choices(around, words)
  const label = (name: 'kind' | 'category' | 'language' | 'channel', value: string | null) =>
    value === null ? [] : [all[name].find((option) => option.value === value)?.label ?? t('routing.gone')]
  const list = new Intl.ListFormat(language, { type: 'disjunction' })
  const conditions = [
    ...label('kind', rule.kind),
    ...label('category', rule.category_id === null ? null : String(rule.category_id)),
    ...label('language', rule.language),
    ...label('channel', rule.channel),
    ...(rule.words.length > 0 ? [t('routing.has_words', { words: list.format(rule.words) })] : []),
    ...(rule.waits_minutes === null ? [] : [t('routing.has_waited', { count: rule.waits_minutes })]),
  ]
  return conditions.length > 0 ? conditions : [t('routing.every')]
}

export function consequenceWords(rule: Rule, { staff, former }: Around, { t }: TicketWords): string[] {
  const name =
    rule.assignee_id === null
      ? undefined
      : (staff.find(({ id }) => id === rule.assignee_id)?.name ?? former.get(rule.assignee_id) ?? t('routing.gone'))
  return [
    ...(rule.to_rota ? [t('routing.to_rota')] : name === undefined ? [] : [t('routing.to_person', { name })]),
    ...(rule.priority === null
      ? []
      : [t('routing.to_priority', { priority: t(`priorities.${priorityName(rule.priority)}`) })]),
  ]
}

function brokenWords(rule: Rule, { former }: Around, { t, taxonomy }: TicketWords): string[] {
  const left = rule.assignee_id === null ? undefined : former.get(rule.assignee_id)
  return [
    ...(left === undefined ? [] : [t('routing.broken_left', { name: left })]),
    ...(rule.category_id !== null && !taxonomy.categories.has(rule.category_id) ? [t('routing.broken_category')] : []),
  ]
}

function trialWords(tried: Tried | undefined, around: RoutingShown, words: TicketWords) {
  const { t } = words
  const all = choices(around, words)
  const typed = tried?.typed ?? {}
  const select = (name: 'kind' | 'category' | 'language' | 'channel', without: boolean) => ({
    name,
    label: t(`routing.${name}`),
    value: typed[name] ?? (name === 'kind' ? 'question' : name === 'channel' ? 'web' : ''),
    options: without ? all[name].slice(1) : all[name],
  })
  const { decision } = tried ?? {}
  const name = (id: number) => around.staff.find((one) => one.id === id)?.name ?? ''
  return {
    action: routingUrl(),
    ticket: typed.ticket ?? '',
    error: tried?.error,
    filters: [select('kind', true), select('category', false), select('language', false), select('channel', true)],
    title: tried?.title,
    isTried: decision !== undefined,
    lines: decision && [
      decision.who
        ? t('routing.trial_who', { name: name(decision.who.staffId), rule: decision.who.rule.name })
        : t('routing.trial_nobody'),
      decision.priority
        ? t('routing.trial_priority', {
            priority: t(`priorities.${priorityName(decision.priority.priority)}`),
            rule: decision.priority.rule.name,
          })
        : t('routing.trial_usual'),
      ...(tried?.later ?? []).map((rule) =>
        t('routing.trial_later', {
          rule: rule.name,
          wait: t('routing.has_waited', { count: rule.waits_minutes ?? 0 }),
          follows: consequenceWords(rule, around, words).join(' · '),
        }),
      ),
    ],
  }
}
