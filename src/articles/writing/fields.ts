/** The controls of the editor, for views/frame/_field and _choices. */
import type { Typed } from '../../web/forms.ts'
import { SOURCE_MAX, SUMMARY_MAX, TITLE_MAX } from '../compose.ts'
import { STATES } from '../rules.ts'
import { articlePreviewUrl } from '../urls.ts'
import { CHOICES } from './forms.ts'
import { categoryOptions, type WritingWords } from './words.ts'

/** `wrong` says what is amiss with a field, if anything is. */
export function fieldsOf(typed: Typed, wrong: (name: string) => string | undefined, words: WritingWords) {
  const { t } = words
  return {
    title: {
      name: 'title',
      label: t('writing.field_title'),
      value: typed.title,
      error: wrong('title'),
      required: true,
      maxlength: TITLE_MAX,
    },
    summary: {
      name: 'summary',
      label: t('writing.field_summary'),
      help: t('writing.field_summary_help'),
      value: typed.summary,
      error: wrong('summary'),
      maxlength: SUMMARY_MAX,
    },
    source: {
      name: 'source',
      type: 'textarea',
      label: t('writing.field_source'),
      help: t('writing.field_source_help'),
      value: typed.source,
      error: wrong('source'),
      required: true,
      rows: 22,
      maxlength: SOURCE_MAX,
      preview: articlePreviewUrl(),
    },
    category: {
      name: 'category',
      type: 'select',
      label: t('writing.field_category'),
      value: typed.category ?? '',
      error: wrong('category'),
      hideOptional: true,
      options: categoryOptions(words, t('writing.no_category')),
    },
    language: {
      name: 'language',
      type: 'select',
      label: t('writing.field_language'),
      value: typed.language ?? '',
      error: wrong('language'),
      hideOptional: true,
      options: languageOptions(typed.language ?? '', words),
    },
    tags: {
      name: 'tags',
      label: t('writing.field_tags'),
      help: t('writing.field_tags_help'),
      value: typed.tags,
      error: wrong('tags'),
      maxlength: 500,
    },
    state: {
      name: 'state',
      legend: t('writing.field_state'),
      value: typed.state ?? 'draft',
      error: wrong('state'),
      options: STATES.map((state) => ({
        value: state,
        label: t(`writing.state_${state}`),
        text: t(`writing.state_${state}_means`),
        icon: ({ draft: 'edit', published: 'public', internal: 'staff' } as const)[state],
      })),
    },
  }
}

function languageOptions(current: string, { t, language }: WritingWords) {
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const codes = CHOICES.includes(current) || !/^[a-z]{2,3}$/.test(current) ? CHOICES : [current, ...CHOICES]
  return [
    { value: '', label: t('writing.language_detect') },
    ...codes.map((code) => ({ value: code, label: names.of(code) ?? code })),
  ]
}
