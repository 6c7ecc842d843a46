/** Articles of the source, with their first version, tags and old addresses. */
import { composeArticle, SOURCE_MAX } from '../../articles/compose.ts'
import type { Trx } from '../../db/schema.ts'
import { cleanLine } from '../../text/clean.ts'
import { slugOf } from '../../text/slug.ts'
import type { ArticleRecord } from '../format.ts'
import { momentAt } from '../moments.ts'
import { fresh, type Item } from './batches.ts'
import { findKnown, hashOf, remember } from './known.ts'
import { keepOldPaths, keepOriginals } from './leftovers.ts'
import { findPeople } from './people.ts'
import { findTargets } from './references.ts'
import type { Scope } from './scope.ts'
import { findCategories, findOrAddTags, prepareTags } from './taxonomy.ts'
import { type Prepared, prepareText, prepareTitle, referencesOf } from './texts.ts'

export async function loadArticles(trx: Trx, scope: Scope, items: Item<ArticleRecord>[]): Promise<void> {
  const known = await findKnown(
    trx,
    scope.source,
    'article',
    items.map(({ record }) => record.id),
  )
  const wanted = fresh(items, known)
  const targets = await findTargets(
    trx,
    scope.source,
    wanted.flatMap(({ record }) => referencesOf(record, scope)),
  )
  const texts = new Map(wanted.map(({ record }) => [record, prepareText(record, scope, targets, record.title)]))
  const added = wanted.filter(({ record, row, tally }) => {
    const isTooLong = (texts.get(record)?.source.length ?? 0) > SOURCE_MAX
    if (isTooLong) tally.refuse(row, `text longer than ${SOURCE_MAX.toLocaleString('en')} characters`)
    return !isTooLong
  })
  if (added.length === 0) return
  const categories = await findCategories(
    trx,
    scope.source,
    added.map(({ record }) => record.category),
  )
  const authors = await findPeople(
    trx,
    scope.source,
    added.map(({ record }) => record.author),
  )
  const prepared = added.map(({ record }) => {
    const text = texts.get(record) as Prepared
    return { text, row: articleText(record, text, scope.siteUrl), tags: prepareTags(record.tags, text.changes) }
  })
  const values = added.map(({ record }, n) => {
    const { text, row } = prepared[n] as (typeof prepared)[number]
    const author = record.author === undefined ? undefined : authors.get(record.author)
    if (record.category && !categories.has(record.category))
      text.changes.push('its category is not in the file: left without one')
    if (record.author && !author?.staffId)
      text.changes.push('its author is not among the staff of the file: left without one')
    const created = momentAt(record.created_at, scope.now) as Date
    const updated = record.updated_at ? (momentAt(record.updated_at, scope.now) as Date) : created
    const state = record.state ?? 'published'
    return {
      ...row,
      state,
      category_id: categories.get(record.category ?? '') ?? null,
      author_id: author?.staffId ?? null,
      created_at: created,
      updated_at: updated,
      published_at: state === 'published' ? created : null,
      was_public: state === 'published',
      carried_yes: record.helpful_yes ?? 0,
      carried_no: record.helpful_no ?? 0,
    }
  })
  const ids = (await trx.insertInto('articles').values(values).returning('id').execute()).map(({ id }) => id)
  await trx
    .insertInto('article_versions')
    .values(
      values.map(({ title, summary, source, created_at }, n) => {
        const author = added[n]?.record.author
        const changed_by = (author && authors.get(author)?.personId) || null
        return { article_id: ids[n] as number, version: 1, title, summary, source, changed_by, created_at }
      }),
    )
    .execute()
  await tagArticles(
    trx,
    ids,
    prepared.map(({ tags }) => tags),
  )
  await keepOriginals(
    trx,
    'article_id',
    ids,
    prepared.map(({ text }) => text.original),
  )
  await keepOldPaths(trx, 'article_id', ids, added)
  await remember(
    trx,
    scope.source,
    'article',
    added.map(({ record }, n) => ({
      externalId: record.id,
      rowId: ids[n] as number,
      hash: hashOf(record, prepared[n]?.text.unmet.length === 0 ? 'done' : 'stored'),
    })),
  )
  for (const [n, { row, tally }] of added.entries()) tally.take(row, prepared[n]?.text.changes ?? [])
}

/** The columns that depend on the text; asked for again when its links find their targets. */
export function articleText({ title: raw, summary, slug }: ArticleRecord, text: Prepared, siteUrl: string) {
  const { title, source } = prepareTitle(raw, text.source, text.changes)
  const written = { title, summary: cleanLine(summary ?? ''), source, language: text.language }
  const row = composeArticle(written, siteUrl)
  return slug ? { ...row, slug: slugOf(slug, text.language) || row.slug } : row
}

async function tagArticles(trx: Trx, ids: readonly number[], tags: readonly string[][]): Promise<void> {
  const tagIds = await findOrAddTags(trx, tags.flat())
  const rows = tags.flatMap((names, n) =>
    names.map((name) => ({ article_id: ids[n] as number, tag_id: tagIds.get(name) as number })),
  )
  if (rows.length > 0) await trx.insertInto('article_tags').values(rows).execute()
}
