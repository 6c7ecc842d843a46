/** Answering: one submit sends the words, links the articles, sets the status and puts the notice. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { gatherFiles } from '../../files/kept.ts'
import type { House } from '../../house.ts'
import { Refused } from '../../web/errors.ts'
import { type Faults, readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { lockTicket } from '../commands.ts'
import type { EventType } from '../events.ts'
import { getReply, getTicket, type Ticket } from '../queries.ts'
import { relate } from '../relating.ts'
import { ticketWords } from '../rows.ts'
import { deskTicketUrl, deskUrl, replyAnchor, SPOT_FIELD } from '../urls.ts'
import { composeReplyText } from '../writing.ts'
import { type Answer, answer, markOfficial, Overtaken } from './commands.ts'
import { draftFields, dropDraft, keepDraft } from './drafts.ts'
import { AnswerForm, OfficialForm, readArticleIds } from './forms.ts'
import { boxErrors, choiceWords, type Draft, replyBox } from './pages.ts'
import { findArticles, linkedArticleIds, suggestFor } from './queries.ts'
import { pickUrl } from './urls.ts'

/** The ticket's page with the box on it: tickets/triage makes it, app.ts hands it in. */
export type ShowTicket = (
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: Ticket,
  more: { spot: string; box: object; errors: { name: string; message: string }[]; status: number; unread?: number },
) => Promise<FastifyReply>

/** Who comes next in the queue that `spot` names. */
export type FindNext = (staffId: number, spot: string, ticketId: number) => Promise<number | undefined>

type ById = { Params: { id: string } }
const STAFF = { config: { access: 'staff' } } as const

export function answeringRoutes(
  app: FastifyInstance,
  house: House,
  { showTicket, findNext }: { showTicket: ShowTicket; findNext: FindNext },
): void {
  const wordsOf = (reply: FastifyReply) => ticketWords(house, reply)

  app.post<ById>('/desk/tickets/:id/replies', { config: { access: 'staff', upload: true } }, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const staff = request.viewer.staff as StaffViewer
    const { files, refused } = await gatherFiles(request, house.secret, house.files)
    const read = readForm(AnswerForm, request.body)
    const { typed } = read
    const spot = typed[SPOT_FIELD] ?? ''
    /** `unread`: the newest reply that the writer had read. */
    const back = async (status: number, draft: Partial<Draft>, unread?: number) => {
      const words = wordsOf(reply)
      // Read anew: what came in between belongs on the page.
      const fresh = await getTicket(house.db, request.viewer, ticket.id)
      const box = await replyBox(house, words, fresh, staff.id, { typed, faults: {}, files, ...draft })
      const errors = boxErrors(draft.faults ?? {}, words)
      return showTicket(request, reply, fresh, { spot, box, errors, status, ...(unread !== undefined && { unread }) })
    }

    if (typed.preview) return back(200, { preview: true })
    if (typed.act === 'find') return back(200, { found: true })
    if (typed.act === 'keep') {
      const by = { staffId: staff.id, personId: staff.personId, ticketId: ticket.id, known: readId(typed.draft) ?? 0 }
      const kept = await house.db.transaction().execute((trx) => keepDraft(trx, by, draftFields(typed)))
      if (!kept) return back(409, { notice: reply.words().t('answering.draft_elsewhere') })
      return reply.redirect(`${deskTicketUrl(ticket.id, spot)}#answer`, 303)
    }
    const faults: Faults = read.ok ? {} : { ...read.faults, ...missingReason(house, typed) }
    if (refused) faults.files = { key: refused.key, params: refused.params }
    if (!read.ok || refused) return back(refused && read.ok ? refused.status : 422, { faults })

    const { value } = read
    const wanted = value.mode === 'public' ? value.status : value.other_status
    const status = wanted === undefined ? undefined : house.taxonomy.now.statuses.get(wanted)
    const statusField = value.mode === 'public' ? 'status' : 'other_status'
    if (wanted !== undefined && status === undefined) {
      return back(422, { faults: { [statusField]: { key: 'fields.not_a_choice' } } })
    }
    const given: Answer = {
      ticketId: ticket.id,
      mode: value.mode,
      text: composeReplyText(value.text, { byStaff: true, siteUrl: house.config.siteUrl }),
      addressee: value.addressee,
      status,
      reason: value.reason,
      official: value.official,
      articleIds: readArticleIds(typed),
      files,
      seen: value.seen ?? 0,
    }
    // Asked before: afterwards the ticket may stand in the view no more.
    const next = typed.after === 'next' ? await findNext(staff.id, spot, ticket.id) : undefined
    try {
      const by = { viewer: request.viewer, staff, secret: house.secret }
      const { replyId, approved } = await house.db.transaction().execute(async (trx) => {
        const sent = await answer(trx, by, given)
        await dropDraft(trx, staff.id, ticket.id)
        return sent
      })
      // Looked for after the answer: whoever sends does not wait for it.
      if (approved) relate(house.db, ticket.id).catch((error) => app.log.error({ err: error }, 'related tickets'))
      const did: EventType = value.mode === 'note' ? 'noted' : 'replied'
      if (typed.after !== 'next')
        return reply.redirect(`${deskTicketUrl(ticket.id, spot, did)}#${replyAnchor(replyId)}`, 303)
      return reply.redirect(next === undefined ? `${deskUrl()}${spot && `?${spot}`}` : deskTicketUrl(next, spot), 303)
    } catch (error) {
      if (error instanceof Overtaken) {
        return back(409, { notice: reply.words().t('answering.overtaken') }, value.seen ?? 0)
      }
      if (!(error instanceof Refused) || error.status !== 422) throw error
      return back(422, { faults: { [fieldOf(error.key, statusField)]: { key: error.key, params: error.params } } })
    }
  })

  app.get<{ Querystring: { q?: unknown; ticket?: unknown } }>(pickUrl(), STAFF, async (request, reply) => {
    const words = typeof request.query.q === 'string' ? request.query.q : ''
    const ticket = await getTicket(house.db, request.viewer, readId(request.query.ticket))
    const found = words.trim() === '' ? await suggestFor(house.db, ticket) : await findArticles(house.db, words)
    const linked = new Set(await linkedArticleIds(house.db, ticket.id))
    return reply.part('tickets/answering/choices', {
      offered: found.filter(({ id }) => !linked.has(id)).map(choiceWords),
      nothing: words.trim() !== '' && found.length === 0,
    })
  })

  app.post<ById>('/desk/replies/:id/official', STAFF, async (request, reply) => {
    const { id, ticket_id } = await getReply(house.db, request.viewer, readId(request.params.id))
    const read = readForm(OfficialForm, request.body)
    const on = read.ok && read.value.official
    const actor = { personId: request.viewer.personId, byStaff: true }
    await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket_id)
      await markOfficial(trx, await getTicket(trx, request.viewer, ticket_id), id, on, actor)
    })
    const did: EventType = on ? 'official_set' : 'official_unset'
    return reply.redirect(`${deskTicketUrl(ticket_id, read.typed[SPOT_FIELD], did)}#${replyAnchor(id)}`, 303)
  })
}

/** Told together with the other faults, so that nobody sends twice what could be said once. */
function missingReason({ taxonomy }: House, typed: Typed): Faults {
  const status = taxonomy.now.statuses.get(readId(typed.mode === 'public' ? typed.status : typed.other_status) ?? 0)
  return status?.needs_reason && !typed.reason?.trim() ? { reason: { key: 'tickets.reason_needed' } } : {}
}

function fieldOf(key: string, statusField: string): string {
  if (key === 'tickets.reason_needed') return 'reason'
  if (key === 'answering.no_addressee') return 'addressee'
  return key === 'answering.article_gone' ? 'find' : statusField
}
