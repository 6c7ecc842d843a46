import type { CategoryRow } from '../../db/schema.ts'
import type { AcceptedFile } from '../../files/accept.ts'
import { KINDS, nameIn } from '../../taxonomy/rules.ts'
import type { Html } from '../../text/markdown.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { filesField, keptFiles } from '../form-files.ts'
import type { TicketWords } from '../rows.ts'
import type { bannerWords } from '../running-incidents.ts'
import { askUrl, ticketsUrl } from '../urls.ts'
import { NAME_MAX, TEXT_MAX, TITLE_MAX } from '../writing.ts'

export type Notice = { kind: 'info' | 'warning'; text: string; act?: { url: string; label: string } }

/** A form on its way: what was typed, what is wrong with it, what it carries. */
export type Draft = {
  typed: Typed
  faults: Faults
  files: readonly AcceptedFile[]
  /** The form's own token. */
  token: string
  previewHtml?: Html | undefined
  notice?: Notice | undefined
  status?: number
}

export type AskWords = PageWords &
  TicketWords & {
    categories: readonly CategoryRow[]
    secret: string
    /** Whoever has what we know of need not ask. */
    incidents: readonly ReturnType<typeof bannerWords>[]
    /** When to expect an answer, in sentences. */
    expect: readonly string[]
  }

export function askPage(draft: Draft, words: AskWords): Page {
  const { t } = words
  const { typed, faults } = draft
  const thanks = typed.short === '1'
  const title = t(thanks ? 'asking.thanks_title' : 'asking.title')
  const wrong = (name: string) => faultWords(name, faults, t)
  return {
    template: 'tickets/asking/ask',
    title,
    description: t('asking.lead'),
    canonical: askUrl(),
    area: 'form',
    status: draft.status ?? 200,
    model: {
      title,
      lead: t(thanks ? 'asking.thanks_lead' : 'asking.lead'),
      action: ticketsUrl(),
      thanks,
      token: draft.token,
      incidents: thanks ? [] : words.incidents,
      expect: thanks ? [] : words.expect,
      seen: typed.seen ?? '',
      notice: draft.notice,
      errors: IN_ORDER.filter((name) => faults[name]).map((name) => ({ name, message: wrong(name) })),
      kinds: kindChoices(typed.kind ?? 'question', wrong('kind'), t),
      visibility: visibilityChoices(typed.visibility ?? 'public', wrong('visibility'), { t, thanks }),
      more: t(thanks ? 'asking.more_thanks' : words.categories.length > 0 ? 'asking.more_what' : 'asking.more_plain'),
      fields: fieldsOf(typed, wrong, words, thanks, draft.status !== undefined && draft.status >= 400),
      previewHtml: draft.previewHtml,
      files: filesField(wrong('files'), t),
      kept: keptFiles(draft.files, words),
      openMore:
        ['name', 'email', 'category', 'files'].some((name) => faults[name] || typed[name]) || draft.files.length > 0,
    },
  }
}

/** As the fields stand in the page, so that the summary on top leads down it. */
const IN_ORDER = ['kind', 'title', 'text', 'visibility', 'name', 'email', 'category', 'files']

function faultWords(name: string, faults: Faults, t: PageWords['t']): string | undefined {
  const fault = faults[name]
  if (!fault) return undefined
  if (fault.key === 'fields.required' && name === 'title') return t('asking.subject_missing')
  if (fault.key === 'fields.required' && name === 'text') return t('asking.text_missing')
  return t(fault.key, fault.params)
}

function kindChoices(value: string, error: string | undefined, t: PageWords['t']) {
  const options = KINDS.map((kind) => ({
    value: kind,
    label: t(`kinds.${kind}`),
    text: t(`asking.kind_${kind}`),
    icon: kind,
  }))
  return { name: 'kind', legend: t('asking.kind'), value, columns: 'four', error, options }
}

function visibilityChoices(
  value: string,
  error: string | undefined,
  { t, thanks }: { t: PageWords['t']; thanks: boolean },
) {
  const options = (['public', 'private'] as const).map((one) => ({
    value: one,
    label: t(`asking.${one}`),
    text: t(thanks ? `asking.thanks_${one}_text` : `asking.${one}_text`),
    icon: one,
    private: one === 'private',
  }))
  return { name: 'visibility', legend: t('asking.visibility'), value, columns: 'two', error, options }
}

function fieldsOf(
  typed: Typed,
  wrong: (name: string) => string | undefined,
  { t, language, siteLanguage, categories }: AskWords,
  thanks: boolean,
  unsent: boolean,
) {
  const none = { value: '', label: t('asking.category_none') }
  const options = categories.map(({ id, names }) => ({ value: id, label: nameIn(names, language, siteLanguage) }))
  const field = (name: string, rest: object) => ({ name, value: typed[name], error: wrong(name), ...rest })
  return {
    title: field('title', {
      label: t('asking.subject'),
      help: t('asking.subject_help'),
      required: true,
      maxlength: TITLE_MAX,
      suggest: '/suggest',
    }),
    text: field('text', {
      type: 'textarea',
      label: t(thanks ? 'asking.thanks_text' : 'asking.text'),
      help: t(thanks ? 'asking.thanks_help' : 'asking.text_help'),
      required: true,
      rows: thanks ? 5 : 8,
      maxlength: TEXT_MAX,
      preview: true,
      unsent,
    }),
    category:
      options.length === 0
        ? undefined
        : field('category', { type: 'select', label: t('asking.category'), options: [none, ...options] }),
    name: field('name', {
      label: t('asking.name'),
      help: t('asking.name_help'),
      autocomplete: 'nickname',
      maxlength: NAME_MAX,
    }),
    email: field('email', {
      type: 'email',
      label: t('asking.email'),
      help: t('asking.email_help'),
      autocomplete: 'email',
      dir: 'ltr',
    }),
  }
}
