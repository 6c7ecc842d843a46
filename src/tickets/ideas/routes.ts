/** The board of ideas: columns are statuses. Read and voted on by everybody, arranged by staff. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { statusName } from '../../taxonomy/rules.ts'
import { Refused } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { lockTicket } from '../commands.ts'
import { findFreshUndo, undoNotice } from '../fresh-undo.ts'
import { ticketWords } from '../rows.ts'
import { undoable } from '../undo.ts'
import { deskIdeasUrl, ideasUrl } from '../urls.ts'
import { move } from './commands.ts'
import { MoveForm } from './forms.ts'
import { type Board, type BoardWords, boardPage, deskBoardPage, reasonPage } from './pages.ts'
import { countColumns, findIdea, readColumn } from './queries.ts'
import { BOARD_CARDS, boardUrl, COLUMN_CARDS, cardAnchor, readWanted, type Wanted } from './rules.ts'

type BoardRequest = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function ideasRoutes(app: FastifyInstance, house: House): void {
  const { db } = house

  app.get<BoardRequest>(ideasUrl(), { config: { access: 'anyone' } }, async (request, reply) => {
    const wanted = readWanted(request.query, house.taxonomy.now)
    return reply.page(boardPage(await readBoard(request, wanted), wordsOf(reply)))
  })

  app.get<BoardRequest>(deskIdeasUrl(), STAFF, async (request, reply) => {
    const wanted = readWanted(request.query, house.taxonomy.now)
    const words = wordsOf(reply)
    const notice = await noticeOf(request, words)
    return reply.page(deskBoardPage({ ...(await readBoard(request, wanted)), notice }, words))
  })

  app.post<BoardRequest>('/desk/ideas/:id/move', STAFF, async (request, reply) => {
    const idea = await findIdea(db, readId(request.params.id) ?? 0)
    if (!idea) throw new Refused('ideas.gone')
    const read = readForm(MoveForm, request.body)
    const wanted = readWanted({ ...read.typed }, house.taxonomy.now)
    const status = house.taxonomy.now.statuses.get(read.ok ? read.value.to : 0)
    if (!read.ok || status?.kind !== 'idea') throw new Refused('fields.not_a_choice', {}, 422)
    const { from, reason, asked } = read.value
    const words = wordsOf(reply)
    if (status.needs_reason && !reason && status.id !== idea.status_id) {
      const shown = { status, wanted, typed: read.typed.reason ?? '', error: asked !== undefined }
      return reply.page(reasonPage(idea, shown, words))
    }
    const staff = request.viewer.staff as StaffViewer
    const actor = { personId: staff.personId, byStaff: true }
    const moved = await db.transaction().execute(async (trx) => {
      await lockTicket(trx, idea.id)
      const now = await findIdea(trx, idea.id)
      if (!now || now.status_id !== from) return false
      await undoable(trx, { staffId: staff.id, type: 'status_changed', ticketIds: [idea.id] }, async () => ({
        result: await move(trx, house.secret, now, status, reason, actor),
      }))
      return true
    })
    if (!moved) {
      const notice = { kind: 'warning', text: words.t('ideas.moved_meanwhile') }
      return reply.page(deskBoardPage({ ...(await readBoard(request, wanted)), notice, status: 409 }, words))
    }
    const back = boardUrl(deskIdeasUrl(), { category: wanted.category, column: wanted.column })
    return reply.redirect(`${back}${back.includes('?') ? '&' : '?'}moved=${idea.id}#${cardAnchor(idea.id)}`, 303)
  })

  async function readBoard(request: FastifyRequest, wanted: Wanted): Promise<Board> {
    const { viewer } = request
    const { column, category } = wanted
    const ids = column ? [column.id] : house.taxonomy.now.byKind.idea.map(({ id }) => id)
    const part = column ? { turn: wanted.turn, size: COLUMN_CARDS } : { turn: {}, size: BOARD_CARDS }
    const [columns, counts] = await Promise.all([
      Promise.all(ids.map((statusId) => readColumn(db, { statusId, category, personId: viewer.personId, ...part }))),
      countColumns(db, ids, category),
    ])
    return {
      wanted,
      columns,
      counts,
      personId: viewer.personId,
      mayVote: house.settings.now.anonymousVotes || viewer.staff !== null,
      isStaff: viewer.staff !== null,
    }
  }

  function wordsOf(reply: FastifyReply): BoardWords {
    return { ...reply.words(), ...ticketWords(house, reply) }
  }

  /** What was just moved, with its undo. */
  async function noticeOf({ viewer, query }: FastifyRequest<BoardRequest>, words: BoardWords) {
    const id = readId(query.moved)
    const undo = id && (await findFreshUndo(db, (viewer.staff as StaffViewer).id, id, 'status_changed'))
    const idea = undo && (await findIdea(db, id))
    const status = idea && house.taxonomy.now.statuses.get(idea.status_id)
    if (!undo || !status) return undefined
    const name = statusName(status, words.t, words.language, words.siteLanguage)
    return undoNotice(undo, words.t('ideas.did_move', { status: name }), { ticketId: id, back: 'ideas' }, words.t)
  }
}
