/** What a ticket's page says of the incident that it is, or belongs to. */
import type { FastifyReply } from 'fastify'
import type { House } from '../house.ts'
import { findEmail } from '../people/queries.ts'
import type { PageWords } from '../web/render.ts'
import { momentWords } from './running-incidents.ts'
import type { Told } from './thread.ts'
import { ticketActUrl, ticketUrl } from './urls.ts'

/** For views/tickets/_incident-band; undefined for a ticket that has nothing to do with one. */
export async function incidentBand(house: House, reply: FastifyReply, told: Told) {
  const { incident, part_of: around } = told.around
  if (!incident && !around) return undefined
  const words = reply.words(told.ticket.language)
  const { t } = words
  if (incident) return { ...timesOf(incident, words), ...(await ownWords(house, told, incident.ended_at !== null)) }
  if (!around) return undefined
  return {
    ...timesOf(around, words),
    title: t(around.ended_at ? 'incidents.belonged_to' : 'incidents.belongs_to'),
    link: { url: ticketUrl(around), headline: around.headline, language: around.language },
    text: around.ended_at ? '' : t('incidents.belongs_text'),
  }
}

/** Dates of a part that was read as JSON arrive as text. */
type Times = { since: string | Date; next_word_at: string | Date | null; ended_at: string | Date | null }

function timesOf({ since, next_word_at, ended_at }: Times, words: PageWords) {
  const from = new Date(since)
  return {
    since: momentWords(from, words),
    next: next_word_at && !ended_at ? momentWords(new Date(next_word_at), words, from) : undefined,
    over: ended_at ? momentWords(new Date(ended_at), words, from) : undefined,
  }
}

async function ownWords({ db, settings }: House, { ticket, words, standing, around, viewer }: Told, over: boolean) {
  const { t } = words
  if (over) return { title: t('incidents.over_title') }
  const isIn = around.voted || standing === 'requester'
  const hasAddress = viewer.personId !== null && (await findEmail(db, viewer.personId)) !== null
  const asks = !(isIn && hasAddress) && standing !== 'staff' && (settings.now.anonymousVotes || isIn)
  return {
    title: t('incidents.running_title'),
    text: isIn ? t(hasAddress ? 'incidents.will_write' : 'incidents.you_are_in') : '',
    join: asks ? { action: ticketActUrl(ticket.id, 'me-too'), isIn, asksEmail: !hasAddress } : undefined,
  }
}
