/**
 * A browser that keeps no cookie cannot show that the ticket it has just asked is its own; a private one would not even
 * be there for it. So the answer to a first post carries a proof for a few minutes, and whoever comes back with the
 * proof and without the cookie is told, and given the secret link.
 */
import type { FastifyReply } from 'fastify'
import type { House } from '../house.ts'
import { findEmail } from '../people/queries.ts'
import { formatDuration } from '../text/dates.ts'
import { NotFound } from '../web/errors.ts'
import { readId } from '../web/forms.ts'
import type { Page } from '../web/render.ts'
import { isSigned, sign } from '../web/secret.ts'
import { STRANGER } from '../web/viewer.ts'
import { readPace } from './pace.ts'
import { getTicket } from './queries.ts'
import { ticketLink } from './receipts.ts'
import { OPEN_REVIEW_STATES } from './rules.ts'
import { ticketUrl } from './urls.ts'

const PURPOSE = 'asked'
/** It stands in the address for one redirect; a page left open is read again from the link on it. */
const MINUTES = 10

export function askedProof(secret: string, ticketId: number, now = new Date()): string {
  const value = `${ticketId}.${Math.floor(now.getTime() / 1000).toString(36)}`
  return `${value}.${sign(secret, PURPOSE, value)}`
}

/** The ticket that the browser has asked; undefined for what is no proof, or an old one. */
export function readAskedProof(secret: string, proof: unknown, now = new Date()): number | undefined {
  const [id = '', seconds = '', signature = ''] = typeof proof === 'string' ? proof.split('.') : []
  if (!isSigned(secret, PURPOSE, `${id}.${seconds}`, signature)) return undefined
  return now.getTime() - Number.parseInt(seconds, 36) * 1000 > MINUTES * 60_000 ? undefined : readId(id)
}

/** Throws NotFound or Gone as for any ticket that is not there any more. */
export async function cookielessPage({ db, config, secret }: House, reply: FastifyReply, id: number): Promise<Page> {
  const asked = await db.selectFrom('tickets').select('requester_id').where('id', '=', id).executeTakeFirst()
  if (!asked) throw new NotFound()
  const ticket = await getTicket(db, { ...STRANGER, personId: asked.requester_id }, id)
  const [pace, email] = await Promise.all([readPace(db), findEmail(db, asked.requester_id)])
  const { t, language } = reply.words()
  const isMailed = email && config.smtpUrl !== undefined && ticket.review_state !== 'held'
  const isOpen = ticket.visibility === 'public' && OPEN_REVIEW_STATES.includes(ticket.review_state)
  const title = t('tickets.kept_title', { number: ticket.id })
  return {
    template: 'tickets/cookieless',
    title,
    canonical: ticketUrl(ticket),
    area: 'form',
    model: {
      title,
      pace:
        pace.medianMs === null || ticket.kind === 'thanks'
          ? ''
          : t('tickets.kept_pace', { time: formatDuration(pace.medianMs, language) }),
      why: t(isOpen ? 'tickets.cookieless_public' : 'tickets.cookieless_private'),
      keep: t(isMailed ? 'tickets.cookieless_keep_mailed' : 'tickets.cookieless_keep'),
      link: config.siteUrl + ticketLink(secret, ticket),
      ticketUrl: isOpen ? ticketUrl(ticket) : undefined,
    },
  }
}
