/** The editor. */
import type { Attachment } from '../../files/attachments.ts'
import { fileUrl } from '../../files/attachments.ts'
import { ACCEPT, MAX_BYTES, MAX_FILES, MEGABYTES } from '../../files/rules.ts'
import type { Html } from '../../text/markdown.ts'
import { errorsOf } from '../../web/fields.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page } from '../../web/render.ts'
import type { Article } from '../queries.ts'
import { articleActUrl, articleUrl, editArticleUrl, newArticleUrl, writtenUrl } from '../urls.ts'
import { fieldsOf } from './fields.ts'
import type { Version } from './queries.ts'
import { partsOf } from './version-pages.ts'
import type { WritingWords } from './words.ts'

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
      errors: errorsOf(t, { typed, faults }, (name) => t(`writing.field_${name}`)),
      unsent: editing.unsent === true,
      conflict: editing.conflict && conflictOf(editing.conflict, typed, words),
      ...fieldsOf(typed, wrong, words),
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
