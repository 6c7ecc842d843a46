/** Earlier texts of an article: the list, one of them, two side by side, and two authors' texts that met. */
import { compareTexts, type DiffRow } from '../../text/diff.ts'
import { type Html, renderArticle } from '../../text/markdown.ts'
import type { Page } from '../../web/render.ts'
import type { Article } from '../queries.ts'
import { articleActUrl, compareUrl, editArticleUrl, versionUrl, writtenUrl } from '../urls.ts'
import type { listVersions, Version } from './queries.ts'
import type { WritingWords } from './words.ts'

type Listed = Awaited<ReturnType<typeof listVersions>>

export function versionsPage(article: Article, versions: Listed, words: WritingWords): Page {
  const { t } = words
  const [now, before] = versions
  return {
    ...frameOf(article, t('writing.versions'), articleActUrl(article.id, 'versions'), words),
    template: 'articles/writing/versions',
    model: {
      heading: article.title,
      language: article.language,
      compare: versions.length > 1 && {
        action: articleActUrl(article.id, 'compare'),
        from: before?.version,
        to: now?.version,
        options: versions.map(({ version }) => ({ version, name: t('writing.version', { number: version }) })),
      },
      versions: versions.map((row, index) => ({
        name: t('writing.version', { number: row.version }),
        title: row.title,
        author: row.author ?? '',
        at: row.created_at,
        url: versionUrl(article.id, row.version),
        isNow: row.version === article.version,
        changesUrl:
          versions[index + 1] &&
          compareUrl(article.id, (versions[index + 1] as { version: number }).version, row.version),
      })),
    },
  }
}

export function versionPage(article: Article, version: Version, siteUrl: string, words: WritingWords): Page {
  const { t } = words
  const isNow = version.version === article.version
  return {
    ...frameOf(
      article,
      t('writing.version', { number: version.version }),
      versionUrl(article.id, version.version),
      words,
    ),
    template: 'articles/writing/version',
    model: {
      title: version.title,
      summary: version.summary,
      language: article.language,
      // Rendered for whoever looks: earlier texts are kept as they were written.
      bodyHtml: renderArticle(version.source, { siteUrl }).html as Html,
      author: version.author ?? '',
      at: version.created_at,
      isNow,
      number: version.version,
      changesUrl: compareUrl(article.id, version.version, article.version),
      restoreAction: articleActUrl(article.id, 'restore'),
      versionsUrl: articleActUrl(article.id, 'versions'),
    },
  }
}

export function comparePage(article: Article, from: Version, to: Version, words: WritingWords): Page {
  const { t } = words
  const heading = t('writing.compare_title', { from: from.version, to: to.version })
  return {
    ...frameOf(article, heading, compareUrl(article.id, from.version, to.version), words),
    template: 'articles/writing/compare',
    model: {
      title: article.title,
      language: article.language,
      before: {
        name: t('writing.version', { number: from.version }),
        at: from.created_at,
        author: from.author ?? '',
        url: versionUrl(article.id, from.version),
      },
      after: {
        name: t('writing.version', { number: to.version }),
        at: to.created_at,
        author: to.author ?? '',
        url: versionUrl(article.id, to.version),
      },
      parts: partsOf(from, to, words),
      versionsUrl: articleActUrl(article.id, 'versions'),
    },
  }
}

type Texts = { title: string; summary: string; source: string }

/** Title, summary and text, those that differ; empty when nothing does. */
export function partsOf(from: Texts, to: Texts, { t }: Pick<WritingWords, 't'>) {
  return (['title', 'summary', 'source'] as const)
    .filter((name) => from[name] !== to[name])
    .map((name) => ({ name: t(`writing.field_${name}`), rows: folded(compareTexts(from[name], to[name])) }))
}

/** Lines kept around a change, for the reader to know where it is. */
const AROUND = 2

/** Long stretches that did not change are told by their number alone. */
function folded(rows: readonly DiffRow[]): (DiffRow | { is: 'left'; count: number })[] {
  const near = (at: number) => rows.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ is }) => is !== 'same')
  const shown: (DiffRow | { is: 'left'; count: number })[] = []
  for (const [at, row] of rows.entries()) {
    const last = shown.at(-1)
    if (row.is !== 'same' || near(at)) shown.push(row)
    else if (last?.is === 'left') last.count++
    else shown.push({ is: 'left', count: 1 })
  }
  return shown
}

export function deletePage(article: Article, words: WritingWords): Page {
  const { t } = words
  return {
    ...frameOf(article, t('writing.delete_title'), articleActUrl(article.id, 'delete'), words),
    template: 'articles/writing/delete',
    model: {
      text: t(article.state === 'published' ? 'writing.delete_public' : 'writing.delete_unseen'),
      title: article.title,
      language: article.language,
      action: articleActUrl(article.id, 'delete'),
      back: editArticleUrl(article.id),
    },
  }
}

function frameOf(article: Article, title: string, url: string, { t }: WritingWords) {
  return {
    title,
    area: 'desk' as const,
    breadcrumbs: [
      { name: t('writing.title'), url: writtenUrl() },
      { name: article.title, url: editArticleUrl(article.id) },
      { name: title, url },
    ],
  }
}
