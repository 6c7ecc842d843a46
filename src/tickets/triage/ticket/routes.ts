/** One ticket on the desk: what staff read, and the small acts that sort it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Trx } from '../../../db/schema.ts'
import type { House } from '../../../house.ts'
import { Gone, NotFound, Refused } from '../../../web/errors.ts'
import { type Faults, readForm, readId, type Typed } from '../../../web/forms.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import { acknowledge } from '../../acknowledging.ts'
import type { Actor, EventType } from '../../events.ts'
import { priorityNumber, setPriority } from '../../priority.ts'
import { findRemoved, getTicket, type Ticket } from '../../queries.ts'
import { undoable } from '../../undo.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../../urls.ts'
import { lastEvent } from '../comfort.ts'
import { type DeskWords, deskWords } from '../pages.ts'
import { listAround, listTagNames } from '../queries.ts'
import { openedSpot } from '../saved-views.ts'
import { assign, categorise, changeKind, setStatus, tag, unlink } from './commands.ts'
import {
  AcknowledgeForm,
  AssigneeForm,
  CategoryForm,
  KindForm,
  PriorityForm,
  StatusForm,
  TagsForm,
  UnlinkForm,
} from './forms.ts'
import { deskTicketPage, type Shown } from './pages.ts'
import { readDeskTicket } from './queries.ts'

/** Made by tickets/answering and handed in by app.ts: neighbours know nothing of each other. */
export type ReplyBox = (words: DeskWords, ticket: Ticket, staff: StaffViewer) => Promise<object>

/** The whole page of a ticket, for whoever has something to say on it; `spot` is the query of an address. */
export type ShowDeskTicket = (
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: Ticket,
  more: Partial<Pick<Shown, 'box' | 'errors' | 'typed' | 'faults' | 'status' | 'did' | 'showLink' | 'unread'>> & {
    spot: string
  },
) => Promise<FastifyReply>

type TicketRequest = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

/** An act with a form of its own on the ticket's page; see `sorting` below. */
export type Sorting = <S extends z.ZodObject>(
  name: string,
  form: S,
  told: EventType,
  fault: string,
  act: (trx: Trx, ticket: Ticket, value: z.output<S>, actor: Actor, staff: StaffViewer) => Promise<void>,
) => void

export function deskTicketRoutes(
  app: FastifyInstance,
  house: House,
  replyBox: ReplyBox,
): { show: ShowDeskTicket; sorting: Sorting } {
  const show: ShowDeskTicket = async (request, reply, ticket, { spot: query, ...more }) => {
    const words = deskWords(house, reply.words())
    const viewer = request.viewer.staff as StaffViewer
    const spotWords = Object.fromEntries(new URLSearchParams(query))
    const { spot, saved } = await openedSpot(house.db, house.taxonomy.now, viewer.id, spotWords)
    // First of all: what arrives while the rest is read must count as not seen.
    const since = await lastEvent(house.db)
    const box = more.box ?? (await replyBox(words, ticket, viewer))
    const [desk, queue, tags] = await Promise.all([
      readDeskTicket(house.db, request.viewer, ticket),
      listAround(house.db, viewer.id, spot, ticket.id),
      listTagNames(house.db),
    ])
    const shown: Shown = { ...more, since, box, desk, spot, saved, queue, tags, viewer, now: new Date() }
    return reply.page(deskTicketPage(house, shown, words))
  }

  app.get<TicketRequest>('/desk/tickets/:id', STAFF, async (request, reply) => {
    const { query } = request
    const id = readId(request.params.id)
    const ticket = await getTicket(house.db, request.viewer, id).catch(async (error) => {
      const isMissing = error instanceof NotFound || error instanceof Gone
      if (isMissing && id !== undefined && (await findRemoved(house.db, id))) return undefined
      throw error
    })
    if (!ticket) return reply.header('cache-control', 'no-store').redirect(deskActUrl(id as number, 'removed'), 303)
    const spot = new URLSearchParams(request.url.split('?')[1] ?? '').toString()
    const did = typeof query.did === 'string' ? query.did : undefined
    return show(request, reply, ticket, { spot, did, showLink: query.link !== undefined })
  })

  /** Done in one transaction that one click takes back, or the page again with the fault beside the form. */
  const sorting: Sorting = (name, form, told, fault, act) => {
    app.post<TicketRequest>(`/desk/tickets/:id/${name}`, STAFF, async (request, reply) => {
      const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
      const read = readForm(form, request.body)
      const spot = read.typed[SPOT_FIELD] ?? ''
      const again = (typed: Typed, faults: Faults) => show(request, reply, ticket, { spot, typed, faults, status: 422 })
      if (!read.ok) return again(read.typed, read.faults)
      const staff = request.viewer.staff as StaffViewer
      const actor = { personId: staff.personId, byStaff: true }
      try {
        await house.db.transaction().execute(async (trx) => {
          await undoable(trx, { staffId: staff.id, type: told, ticketIds: [ticket.id] }, async () => ({
            result: await act(trx, await getTicket(trx, request.viewer, ticket.id), read.value, actor, staff),
          }))
        })
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 422) throw error
        const beside = error.key === 'tickets.reason_needed' ? 'reason' : fault
        return again(read.typed, { [beside]: { key: error.key, params: error.params } })
      }
      return reply.redirect(deskTicketUrl(ticket.id, spot, told), 303)
    })
  }

  sorting('status', StatusForm, 'status_changed', 'status', async (trx, ticket, { status: id, reason }, actor) => {
    const status = house.taxonomy.now.statuses.get(id)
    if (!status) throw new Refused('fields.not_a_choice', {}, 422)
    await setStatus(trx, house.secret, ticket, status, reason, actor)
  })
  sorting('assignee', AssigneeForm, 'assigned', 'assignee', (trx, ticket, { assignee }, actor) =>
    assign(trx, ticket, assignee || null, actor),
  )
  sorting('priority', PriorityForm, 'prioritised', 'priority', (trx, ticket, { priority }, actor) =>
    setPriority(trx, ticket, priorityNumber(priority), actor),
  )
  sorting('acknowledge', AcknowledgeForm, 'acknowledged', 'acknowledge', (trx, ticket, _, actor) =>
    acknowledge(trx, house.secret, ticket, actor),
  )
  sorting('category', CategoryForm, 'categorised', 'category', async (trx, ticket, { category = null }, actor) => {
    if (category !== null && !house.taxonomy.now.categories.has(category)) {
      throw new Refused('fields.not_a_choice', {}, 422)
    }
    await categorise(trx, ticket, category, actor)
  })
  sorting('tags', TagsForm, 'tagged', 'tags', (trx, ticket, { tags }, actor) => tag(trx, ticket, tags, actor))
  sorting('kind', KindForm, 'kind_changed', 'kind', (trx, ticket, { kind }, actor) =>
    changeKind(trx, house.taxonomy.now, ticket, kind, actor),
  )
  sorting('unlink', UnlinkForm, 'unlinked', 'article', (trx, ticket, { article }, actor) =>
    unlink(trx, ticket, article, actor),
  )
  return { show, sorting }
}
