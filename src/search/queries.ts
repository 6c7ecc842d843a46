/** Articles and tickets found side by side, each by the query of its own room. */
import {
  articlesSpelledLike,
  type FoundArticle,
  type FoundArticles,
  searchArticles,
} from '../articles/searching/queries.ts'
import { isDatabaseError, readWithin } from '../db/bounded.ts'
import type { Connection } from '../db/connect.ts'
import { detectLanguage } from '../text/detect-language.ts'
import type { Html } from '../text/markdown.ts'
import { searchTerms } from '../text/search-terms.ts'
import {
  type FoundTicket,
  type FoundTickets,
  findByNumber,
  searchTickets,
  ticketsSpelledLike,
} from '../tickets/searching/queries.ts'
import type { Viewer } from '../web/viewer.ts'
import { extractsOf, type Source } from './extracts.ts'
import type { Asked } from './forms.ts'

/** Rows of a page of one kind, and of each kind where both stand on one page. */
export const PER_PAGE = 20
export const ARTICLES_OF_BOTH = 5
export const TICKETS_OF_BOTH = 15

/** On a server Postgres ends a search after this; on the embedded database its shape does. */
const PATIENCE_MS = 2000
/** Fewer results than these, and other spellings are looked for as well. */
const FEW = 3
const MOST_ALIKE = 6
/** Shorter words are alike too easily; more of them say too little. */
const SHORTEST_TERM = 4
const MOST_TERMS = 4

export type Shown<Row> = { row: Row; extractHtml: Html }

export type Results = {
  articles: Shown<FoundArticle>[]
  articlesTotal: number
  tickets: Shown<FoundTicket>[]
  ticketsTotal: number
  /** An article that has all the words in its title comes before any ticket. */
  articleLeads: boolean
  /** Titles with words that are spelled alike. */
  alike: { articles: Shown<FoundArticle>[]; tickets: Shown<FoundTicket>[] }
  /** The ticket whose number was typed. */
  numbered: FoundTicket | undefined
}

const NO_ARTICLES: FoundArticles = { rows: [], total: 0, inTitle: new Set(), mark: '' }
const NO_TICKETS: FoundTickets = { rows: [], total: 0, inTitle: new Set(), mark: '' }

/** 'too slow' when the database gave up on it. */
export async function search(
  connection: Connection,
  viewer: Viewer,
  asked: Asked,
  likely: readonly string[],
): Promise<Results | 'too slow'> {
  try {
    return await find(connection, viewer, asked, [detectLanguage(asked.words), ...likely])
  } catch (error) {
    if (isDatabaseError(error) && error.code === CANCELLED) return 'too slow'
    throw error
  }
}

/** SQLSTATE of a statement that ran into its time-out. */
const CANCELLED = '57014'

async function find(connection: Connection, viewer: Viewer, asked: Asked, likely: readonly string[]): Promise<Results> {
  const { words, page, in: place } = asked
  const wanted = { words, likely, categoryId: asked.category?.id, kind: asked.kind }
  const pageOf = (ofBoth: number) =>
    place ? { limit: PER_PAGE, offset: (page - 1) * PER_PAGE } : { limit: ofBoth, offset: 0 }
  const [articles, tickets, numbered] = await Promise.all([
    place === 'tickets' || words === ''
      ? NO_ARTICLES
      : readWithin(connection, PATIENCE_MS, (db) => searchArticles(db, viewer, wanted, pageOf(ARTICLES_OF_BOTH))),
    place === 'articles' || words === ''
      ? NO_TICKETS
      : readWithin(connection, PATIENCE_MS, (db) => searchTickets(db, viewer, wanted, pageOf(TICKETS_OF_BOTH))),
    asked.number === undefined ? undefined : findByNumber(connection.db, viewer, asked.number),
  ])
  return readWithin(connection, PATIENCE_MS, async (db) => {
    const isLittle = page === 1 && articles.total + tickets.total < FEW && words !== ''
    const terms = isLittle ? termsOf(words) : []
    const others = (rows: readonly { id: number }[]) => ({ limit: MOST_ALIKE, except: rows.map(({ id }) => id) })
    const alikeArticles =
      place === 'tickets' || terms.length === 0
        ? []
        : await articlesSpelledLike(db, viewer, wanted, terms, others(articles.rows))
    const alikeTickets =
      place === 'articles' || terms.length === 0
        ? []
        : await ticketsSpelledLike(db, viewer, wanted, terms, others(tickets.rows))
    const sourceOf =
      (mark: string) =>
      (row: FoundArticle | FoundTicket): Source => ({ ...row, mark })
    const extracts = await extractsOf(db, words, [
      ...articles.rows.map(sourceOf(articles.mark)),
      ...tickets.rows.map(sourceOf(tickets.mark)),
      ...alikeArticles.map(sourceOf(articles.mark)),
      ...alikeTickets.map(sourceOf(tickets.mark)),
    ])
    const shown = <Row>(rows: Row[]): Shown<Row>[] =>
      rows.map((row) => ({ row, extractHtml: extracts.shift() ?? ('' as Html) }))
    return {
      articles: shown(articles.rows),
      articlesTotal: articles.total,
      tickets: shown(tickets.rows),
      ticketsTotal: tickets.total,
      articleLeads: articles.inTitle.size > 0 || tickets.total === 0,
      alike: { articles: shown(alikeArticles), tickets: shown(alikeTickets) },
      numbered,
    }
  })
}

function termsOf(words: string): string[] {
  const terms = searchTerms(words)
    .groups.flat()
    .map((term) => term.toLowerCase())
    .filter((term) => !term.startsWith('"') && [...term].length >= SHORTEST_TERM)
  return [...new Set(terms)].slice(0, MOST_TERMS)
}
