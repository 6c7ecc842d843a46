/** The board in words: for everybody, and as staff arrange it. */
import type { StatusRow } from '../../db/schema.ts'
import { nameIn, statusName } from '../../taxonomy/rules.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { type NamedTicketWords, statusWords, votesText } from '../rows.ts'
import { askUrl, deskIdeasUrl, deskTicketUrl, ideasUrl, ticketActUrl, ticketUrl } from '../urls.ts'
import type { Card, Column, Idea } from './queries.ts'
import { boardUrl, cardAnchor, MOST_COUNTED, type Wanted } from './rules.ts'

export type BoardWords = NamedTicketWords & PageWords

export type Board = {
  wanted: Wanted
  columns: Column[]
  counts: ReadonlyMap<number, number>
  /** Whose cards are one's own; nobody votes for what they asked for themselves. */
  personId: number | null
  mayVote: boolean
  isStaff: boolean
  notice?: object | undefined
  status?: number | undefined
}

/** For everybody: whole without script. */
export function boardPage(board: Board, words: BoardWords): Page {
  const { t, siteName: site } = words
  const { wanted, columns } = board
  const isWhole = !wanted.category && !wanted.column
  const own = boardUrl(ideasUrl(), wanted)
  return {
    template: 'tickets/ideas/board',
    title: titleOf(board, words),
    description: t('ideas.description', { site }),
    canonical: own,
    index: isWhole && columns.some(({ cards }) => cards.length > 0),
    model: {
      ...boardWords(board, ideasUrl(), words, (card) => ({
        url: ticketUrl(card),
        vote:
          board.mayVote && card.requester_id !== board.personId
            ? { action: ticketActUrl(card.id, 'vote'), mine: card.voted, back: own }
            : undefined,
      })),
      askUrl: `${askUrl()}?kind=idea`,
      arrangeUrl: board.isStaff ? boardUrl(deskIdeasUrl(), wanted) : undefined,
    },
  }
}

/** As staff arrange it: every card can be moved by drag, by key, or by choosing its status. */
export function deskBoardPage(board: Board, words: BoardWords): Page {
  const { t, taxonomy, language, siteLanguage } = words
  const statuses = taxonomy.byKind.idea.map((status) => ({
    value: String(status.id),
    label: statusName(status, t, language, siteLanguage),
  }))
  return {
    template: 'tickets/ideas/desk',
    title: titleOf(board, words),
    area: 'desk',
    status: board.status,
    model: {
      ...boardWords(board, deskIdeasUrl(), words, (card) => ({
        url: deskTicketUrl(card.id),
        move: {
          action: `${deskIdeasUrl()}/${card.id}/move`,
          label: t('ideas.move_to', { title: card.title }),
          from: String(card.status_id),
        },
      })),
      statuses,
      kept: keptFields(board.wanted),
      publicUrl: boardUrl(ideasUrl(), board.wanted),
      notice: board.notice,
    },
  }
}

/** Where on the board one stands, carried through an act. */
const keptFields = ({ category, column }: Wanted) => [
  ...(category ? [{ name: 'category', value: category.slug }] : []),
  ...(column ? [{ name: 'column', value: String(column.id) }] : []),
]

function titleOf({ wanted: { column } }: Board, { t, language, siteLanguage }: BoardWords): string {
  return column ? `${t('ideas.title')}: ${statusName(column, t, language, siteLanguage)}` : t('ideas.title')
}

function boardWords<More>(board: Board, path: string, words: BoardWords, more: (card: Card) => More) {
  const { t, taxonomy, language, siteLanguage } = words
  const { wanted, columns, counts } = board
  const { category, column: only } = wanted
  return {
    title: titleOf(board, words),
    path,
    backUrl: only ? boardUrl(path, { category }) : undefined,
    filter: {
      value: category?.slug ?? '',
      options: taxonomy.inOrder.map(({ slug, names }) => ({
        value: slug,
        label: nameIn(names, language, siteLanguage),
      })),
      column: only ? String(only.id) : '',
    },
    single: only !== undefined,
    columns: columns.map(({ statusId, cards, newer, older }) => {
      const column = taxonomy.statuses.get(statusId) as StatusRow
      const count = counts.get(statusId) ?? 0
      return {
        id: statusId,
        status: statusWords(statusId, words),
        count: count >= MOST_COUNTED ? `${number(MOST_COUNTED - 1, words)}+` : number(count, words),
        allUrl: !only && older ? boardUrl(path, { category, column }) : undefined,
        pager: only && {
          newer: newer && boardUrl(path, { category, column, turn: { before: newer } }),
          older: older && boardUrl(path, { category, column, turn: { past: older } }),
        },
        cards: cards.map((card) => ({ ...cardWords(card, words), ...more(card) })),
      }
    }),
    isEmpty: columns.every(({ cards }) => cards.length === 0) && !category && !only,
    empty: {
      icon: 'idea',
      title: t('ideas.none'),
      text: t('ideas.none_text'),
      url: `${askUrl()}?kind=idea`,
      label: t('ideas.ask'),
    },
  }
}

const number = (value: number, { language }: BoardWords) => new Intl.NumberFormat(language).format(value)

function cardWords(card: Card, words: BoardWords) {
  const { t, taxonomy, language, siteLanguage } = words
  const category = card.category_id === null ? undefined : taxonomy.categories.get(card.category_id)
  return {
    id: card.id,
    anchor: cardAnchor(card.id),
    title: card.title,
    language: card.language,
    category: category && nameIn(category.names, language, siteLanguage),
    votes: card.vote_count,
    votesText: votesText(card, t),
    replies: card.reply_count,
    repliesText: card.reply_count > 0 ? t('tickets.replies', { count: card.reply_count }) : '',
    unreviewed: card.review_state === 'unreviewed',
  }
}

/** A "no" comes with its reason: asked for before the card moves. */
export function reasonPage(
  idea: Idea,
  { status, wanted, typed, error }: { status: StatusRow; wanted: Wanted; typed: string; error: boolean },
  words: BoardWords,
): Page {
  const { t, language, siteLanguage } = words
  const fault = error ? t('tickets.reason_needed') : undefined
  return {
    template: 'tickets/ideas/reason',
    title: t('ideas.reason_title'),
    area: 'desk',
    status: 422,
    model: {
      lead: t('ideas.reason_lead', { title: idea.title, status: statusName(status, t, language, siteLanguage) }),
      back: boardUrl(deskIdeasUrl(), wanted),
      action: `${deskIdeasUrl()}/${idea.id}/move`,
      fields: [
        { name: 'from', value: String(idea.status_id) },
        { name: 'to', value: String(status.id) },
        { name: 'asked', value: '1' },
        ...keptFields(wanted),
      ],
      errors: fault ? [{ name: 'reason', message: fault }] : [],
      reason: {
        name: 'reason',
        type: 'textarea',
        rows: 3,
        label: t('answering.reason'),
        help: t('answering.reason_help'),
        value: typed,
        error: fault,
        required: true,
      },
    },
  }
}
