/** Writing articles. Every save keeps the text as a version; nothing that was saved is ever overwritten. */
import type { ArticleState, Trx } from '../../db/schema.ts'
import { ensureTags, tagName } from '../../taxonomy/commands.ts'
import { composeArticle, type Written } from '../compose.ts'
import { recordOn } from '../events.ts'
import type { Article } from '../queries.ts'
import type { ArticleValue } from './forms.ts'
import { TAGS_MAX } from './forms.ts'

/** Who writes, and where the site is (for links in the text). */
export type Author = { staffId: number; personId: number; siteUrl: string }

export type Draft = Written & { state: ArticleState; categoryId: number | null; tags: readonly string[] }

export const draftOf = ({ category, ...value }: ArticleValue): Draft => ({ ...value, categoryId: category ?? null })

/** The new article's number. `from`: the reply it is made of, and that reply's ticket. */
export async function startArticle(
  trx: Trx,
  draft: Draft,
  author: Author,
  from?: { replyId: number; ticketId: number },
): Promise<number> {
  const { id } = await trx
    .insertInto('articles')
    .values({
      ...composeArticle(draft, author.siteUrl),
      ...publication(draft.state, { was_public: false, published_at: null }),
      state: draft.state,
      category_id: draft.categoryId,
      author_id: author.staffId,
      from_reply_id: from?.replyId ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await keepVersion(trx, id, 1, draft, author)
  await setTags(trx, id, draft.tags)
  await recordOn(trx, id, 'drafted', author.personId, from && { ticket_id: from.ticketId, reply_id: from.replyId })
  return id
}

/** 'conflict': somebody has saved another version since the author began; nothing is changed then. */
export async function saveArticle(
  trx: Trx,
  article: Article,
  draft: Draft,
  basedOn: number,
  author: Author,
): Promise<'saved' | 'conflict'> {
  const changesText =
    draft.title !== article.title || draft.summary !== article.summary || draft.source !== article.source
  const isNews = changesText || (draft.state === 'published' && article.state !== 'published')
  const saved = await trx
    .updateTable('articles')
    .set({
      ...composeArticle(draft, author.siteUrl),
      ...publication(draft.state, article),
      state: draft.state,
      category_id: draft.categoryId,
      version: basedOn + 1,
      // What readers are told was updated is the text.
      ...(isNews && { updated_at: new Date() }),
    })
    .where('id', '=', article.id)
    .where('version', '=', basedOn)
    .where('removed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!saved) return 'conflict'
  await keepVersion(trx, article.id, basedOn + 1, draft, author)
  await setTags(trx, article.id, draft.tags)
  await recordOn(trx, article.id, 'edited', author.personId, { version: basedOn + 1 })
  if (draft.state !== article.state) {
    await recordOn(trx, article.id, 'state_changed', author.personId, { from: article.state, to: draft.state })
  }
  return 'saved'
}

/** Once it has been public, that is remembered: a removed article then says so. */
function publication(state: ArticleState, before: Pick<Article, 'was_public' | 'published_at'>) {
  if (state !== 'published') return {}
  return { was_public: true, published_at: before.published_at ?? new Date() }
}

async function keepVersion(trx: Trx, articleId: number, version: number, text: Written, author: Author): Promise<void> {
  const { title, summary, source } = text
  await trx
    .insertInto('article_versions')
    .values({ article_id: articleId, version, title, summary, source, changed_by: author.personId })
    .execute()
}

async function setTags(trx: Trx, articleId: number, names: readonly string[]): Promise<void> {
  const wanted = [...new Set(names.map(tagName).filter(Boolean))].slice(0, TAGS_MAX)
  const ids = await ensureTags(trx, wanted)
  await trx.deleteFrom('article_tags').where('article_id', '=', articleId).execute()
  if (ids.length === 0) return
  await trx
    .insertInto('article_tags')
    .values(ids.map((tag_id) => ({ article_id: articleId, tag_id })))
    .execute()
}

/** It is nowhere listed or found any more; its address says that it was removed if it was ever public. */
export async function removeArticle(trx: Trx, articleId: number, personId: number): Promise<void> {
  await trx.updateTable('articles').set({ removed_at: new Date() }).where('id', '=', articleId).execute()
  await recordOn(trx, articleId, 'removed', personId)
}

/** As it was before it was removed. Nothing happens to one that stands. */
export async function undeleteArticle(trx: Trx, articleId: number, personId: number): Promise<void> {
  const back = await trx
    .updateTable('articles')
    .set({ removed_at: null })
    .where('id', '=', articleId)
    .where('removed_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  if (back) await recordOn(trx, articleId, 'undeleted', personId)
}
