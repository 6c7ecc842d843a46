import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { handOverKey, knowVisitor } from '../../people/visitor-key.ts'
import { useLimits } from '../../screening/commands.ts'
import { senderOf } from '../../screening/sender.ts'
import { Forbidden } from '../../web/errors.ts'
import { readId } from '../../web/forms.ts'
import { lockTicket } from '../commands.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { ticketUrl } from '../urls.ts'
import { unvote, vote } from './commands.ts'

type VoteRequest = { Params: { id: string }; Body: { vote?: unknown; back?: unknown } | undefined }

/** Back to the card on the board of ideas, where the click came from one; nowhere else (an open redirect serves phishers). */
function backFrom({ body }: { body: VoteRequest['Body'] }, ticket: Pick<Ticket, 'id' | 'slug'>): string {
  const from = body?.back
  const isBoard = typeof from === 'string' && /^\/ideas(?:\?[\w=&%.-]{0,300})?$/.test(from)
  return isBoard ? `${from}#idea-${ticket.id}` : ticketUrl(ticket)
}

export function votingRoutes(app: FastifyInstance, house: House): void {
  /** `vote=0` takes the vote back. */
  app.post<VoteRequest>('/tickets/:id/vote', { config: { access: 'anyone' } }, async (request, reply) => {
    const { viewer } = request
    const ticket = await getTicket(house.db, viewer, readId(request.params.id))
    if (!viewer.staff && !house.settings.now.anonymousVotes) throw new Forbidden('voting.closed')
    if (request.body?.vote === '0') {
      const { personId } = viewer
      if (personId !== null) {
        await house.db.transaction().execute(async (trx) => {
          await lockTicket(trx, ticket.id)
          await unvote(trx, ticket.id, personId)
        })
      }
      return reply.redirect(backFrom(request, ticket), 303)
    }
    await useLimits(house.db, 'vote', senderOf(request, house.secret))
    const visitor = await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      const voter = await knowVisitor(trx, request)
      await vote(trx, ticket.id, voter.personId)
      return voter
    })
    handOverKey(reply, house.config, visitor)
    return reply.redirect(backFrom(request, ticket), 303)
  })
}
