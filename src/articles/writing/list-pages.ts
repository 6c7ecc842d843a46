/** All articles, for their authors. */
import { writePlace } from '../../db/cursor.ts'
import type { Page } from '../../web/render.ts'
import { STATES } from '../rules.ts'
import { articleActUrl, editArticleUrl, newArticleUrl, writtenQueryUrl } from '../urls.ts'
import type { countByState, listWritten, WrittenFilters } from './queries.ts'
import { categoryName, categoryOptions, type WritingWords } from './words.ts'

type Listed = Awaited<ReturnType<typeof listWritten>>

export function writtenPage(
  { rows, more }: Listed,
  counts: Awaited<ReturnType<typeof countByState>>,
  {
    filters,
    turned,
    deleted,
  }: { filters: WrittenFilters; turned: 'past' | 'before' | undefined; deleted: number | undefined },
  words: WritingWords,
): Page {
  const { t } = words
  const [first, last] = [rows[0], rows.at(-1)]
  const hasOlder = turned === 'before' || more
  const hasNewer = turned === 'before' ? more : turned === 'past'
  return {
    template: 'articles/writing/list',
    title: t('writing.title'),
    area: 'desk',
    model: {
      newUrl: newArticleUrl(),
      notice: deleted && {
        kind: 'undo',
        text: t('writing.done_deleted'),
        act: { action: articleActUrl(deleted, 'undelete'), label: t('desk.undo') },
      },
      states: [undefined, ...STATES].map((state) => ({
        name: t(state ? `writing.states_${state}` : 'writing.states_all'),
        count: state ? counts[state] : counts.draft + counts.published + counts.internal,
        url: writtenQueryUrl({ ...filters, state }),
        current: filters.state === state,
      })),
      state: filters.state,
      category: { value: filters.categoryId ?? '', options: categoryOptions(words, t('writing.any_category')) },
      filtered: filters.state !== undefined || filters.categoryId !== undefined,
      rows: rows.map((row) => ({
        url: editArticleUrl(row.id),
        title: row.title,
        language: row.language,
        state: row.state,
        stateName: t(`writing.state_${row.state}`),
        category: categoryName(row.category_id, words),
        author: row.author ?? '',
        updatedAt: row.updated_at,
        votes: row.yes + row.no > 0 ? t('kb.votes', { yes: row.yes, no: row.no }) : '',
      })),
      pager: {
        newer:
          hasNewer && first
            ? writtenQueryUrl(filters, { newer: writePlace({ value: first.place, id: first.id }) })
            : '',
        older:
          hasOlder && last ? writtenQueryUrl(filters, { older: writePlace({ value: last.place, id: last.id }) }) : '',
      },
    },
  }
}
