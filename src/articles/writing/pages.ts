/** The editor. */
import type { Attachment } from '../../files/attachments.ts'
import { fileUrl } from '../../files/attachments.ts'
import { ACCEPT, MAX_BYTES, MAX_FILES, MEGABYTES } from '../../files/rules.ts'
import type { Html } from '../../text/markdown.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page } from '../../web/render.ts'
import { SOURCE_MAX, SUMMARY_MAX, TITLE_MAX } from '../compose.ts'
import type { Article } from '../queries.ts'
import { STATES } from '../rules.ts'
import { articleActUrl, articlePreviewUrl, articleUrl, editArticleUrl, newArticleUrl, writtenUrl } from '../urls.ts'
import { CHOICES } from './forms.ts'
import type { Version } from './queries.ts'
import { partsOf } from './version-pages.ts'
import { categoryOptions, type WritingWords } from './words.ts'

export type Editing = {
  /** None for one that is not there yet. */
  article?: Article
  typed: Typed
  faults?: Faults
  previewHtml?: Html | undefined
  files?: readonly Attachment[]
  /** The ticket it was made from. */
  origin?: { id: number; title: string; url: string } | undefined
  /** What was done a moment ago. */
  done?: 'saved' | 'started' | 'restored' | 'uploaded'
  /** What was typed is not stored yet. */
  unsent?: boolean
  /** Somebody saved this version meanwhile. */
  conflict?: Version
  status?: number
}

export function editPage(editing: Editing, words: WritingWords): Page {
  const { t } = words
  const { article, typed, faults = {}, files = [], done } = editing
  const wrong = (name: string) => (faults[name] ? t(faults[name].key, faults[name].params) : undefined)
  const title = article ? t('writing.edit_title') : t('writing.new_title')
  const url = article ? editArticleUrl(article.id) : newArticleUrl()
  return {
    template: 'articles/writing/edit',
    title,
    area: 'desk',
    status: editing.status ?? (Object.keys(faults).length > 0 ? 422 : 200),
    breadcrumbs: [
      { name: t('writing.title'), url: writtenUrl() },
      { name: title, url },
    ],
    model: {
      action: article ? editArticleUrl(article.id) : writtenUrl(),
      version: typed.version,
      previewHtml: editing.previewHtml,
      done: done && { text: t(`writing.done_${done}`), url: article && articleUrl(article) },
      errors: Object.keys(faults).map((name) => ({ name, message: wrong(name) })),
      unsent: editing.unsent === true,
      conflict: editing.conflict && conflictOf(editing.conflict, typed, words),
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
      upload: article && {
        field: {
          name: 'files',
          label: t('writing.field_files'),
          error: wrong('files'),
          accept: ACCEPT,
          maxBytes: MAX_BYTES,
          maxCount: MAX_FILES,
          limit: `${MEGABYTES} MB`,
        },
        files: files.map((file) => ({ name: file.name, url: fileUrl(file), markdown: markdownFor(file) })),
      },
      side: article && sideOf(article, editing, words),
    },
  }
}

/** Both texts, theirs as it stands now and ours as it would become; ours is in the form as well. */
function conflictOf(theirs: Version, typed: Typed, words: WritingWords) {
  const ours = { title: typed.title ?? '', summary: typed.summary ?? '', source: typed.source?.trim() ?? '' }
  return {
    author: theirs.author ?? '',
    at: theirs.created_at,
    language: typed.language || undefined,
    parts: partsOf(theirs, ours, words),
  }
}

function sideOf(article: Article, { origin }: Editing, { t }: WritingWords) {
  return {
    viewUrl: articleUrl(article),
    versionsUrl: articleActUrl(article.id, 'versions'),
    versions: t('writing.version_now', { number: article.version }),
    deleteUrl: articleActUrl(article.id, 'delete'),
    updatedAt: article.updated_at,
    origin: origin && { url: origin.url, text: t('kb.made_from', { number: origin.id }), title: origin.title },
  }
}

/** What stands in the text to show the file there: a picture as one, all else as a link. */
function markdownFor(file: Attachment): string {
  const name = file.name.replace(/[[\]\\]/g, '')
  const picture = file.type.startsWith('image/') && file.is_inline
  return `${picture ? '!' : ''}[${name}](${fileUrl(file)})`
}

function languageOptions(current: string, { t, language }: WritingWords) {
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const codes = CHOICES.includes(current) || !/^[a-z]{2,3}$/.test(current) ? CHOICES : [current, ...CHOICES]
  return [
    { value: '', label: t('writing.language_detect') },
    ...codes.map((code) => ({ value: code, label: names.of(code) ?? code })),
  ]
}

/** An article as its form shows it. */
export function typedOf(article: Article, tags: readonly string[]): Typed {
  return {
    title: article.title,
    summary: article.summary,
    source: article.source,
    category: String(article.category_id ?? ''),
    language: article.language === 'und' ? '' : article.language,
    tags: tags.join(', '),
    state: article.state,
    version: String(article.version),
  }
}
