/** Which ticket into which, and who reads what afterwards: said, and shown, before it is done. */
import type { Page } from '../../web/render.ts'
import { type Found, type Choice as GuardChoice, guardWords } from '../guard.ts'
import type { Ticket } from '../queries.ts'
import { authorWords, type TicketWords, ticketRow } from '../rows.ts'
import { bodyHtml } from '../thread.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import type { Candidate, readTexts } from './queries.ts'
import { outcomeOf, type Reach, reachesOf, type Side } from './rules.ts'
import { mergeUrl } from './urls.ts'

type Named = Pick<Ticket, 'id' | 'title' | 'language'>
const named = ({ id, title, language }: Named) => ({ number: id, title, language })

export type Choice = {
  ticket: Ticket
  spot: string
  /** Typed to find another ticket. */
  words: string
  found: Candidate[]
  /** Why the one that was meant cannot be had. */
  fault?: string | undefined
}

/** First: which other ticket? */
export function choosePage({ ticket, spot, words, found, fault }: Choice, { t, ...rest }: TicketWords): Page {
  return {
    template: 'tickets/merging/choose',
    title: t('merging.title', { number: ticket.id }),
    area: 'desk',
    status: fault ? 422 : 200,
    model: {
      ticket: named(ticket),
      back: deskTicketUrl(ticket.id, spot),
      action: deskActUrl(ticket.id, 'merge'),
      spot: { name: SPOT_FIELD, value: spot },
      words,
      fault,
      heading: t(words ? 'merging.found' : 'merging.like'),
      found: found.map((row) => ({
        ...ticketRow(row, { t, ...rest }),
        url: mergeUrl(ticket.id, spot, { into: row.id }),
        number: row.id,
        text: row.excerpt,
        same: row.requester_id === ticket.requester_id,
      })),
    },
  }
}

type Texts = Awaited<ReturnType<typeof readTexts>>
export type Pairing = Record<'from' | 'into', { ticket: Ticket; people: number[]; texts: Texts }> & {
  reach: Reach
  spot: string
  /** What looks private in what everybody is to read, and what is to be hidden of it. */
  found: readonly Found[]
  choice: GuardChoice
  /** Somebody has written since the page that was agreed to. */
  overtaken?: boolean
}

/** Then: this one, and this is what it means. */
export function confirmPage(
  { from, into, reach, spot, found, choice, overtaken = false }: Pairing,
  words: TicketWords,
): Page {
  const { t } = words
  const sides = [sideOf(from), sideOf(into)] as const
  const outcome = outcomeOf(...sides, reach)
  const numbers = { number: from.ticket.id, other: into.ticket.id }
  const say = (key: string) => t(`merging.${key}`, numbers)
  const asker = from.ticket.requester_id
  const becomes = outcome.visibility !== into.ticket.visibility ? `turns_${outcome.visibility}` : outcome.visibility
  const others = reachesOf(...sides).filter((one) => one !== reach)
  return {
    template: 'tickets/merging/confirm',
    title: say('confirm_title'),
    area: 'desk',
    status: overtaken ? 409 : 200,
    model: {
      from: cardOf(from.ticket, words),
      into: cardOf(into.ticket, words),
      back: deskTicketUrl(from.ticket.id, spot),
      swap: mergeUrl(into.ticket.id, spot, { into: from.ticket.id }),
      another: mergeUrl(from.ticket.id, spot),
      action: deskActUrl(from.ticket.id, 'merge'),
      notice: overtaken && { kind: 'warning', text: t('merging.overtaken') },
      goes: [
        say('goes'),
        say(`result_${becomes}`),
        ...(outcome.aside ? [say('result_aside')] : []),
        ...(asker === into.ticket.requester_id ? [say('same_requester')] : []),
        ...(asker !== into.ticket.requester_id && outcome.carried.includes(asker) ? [say('asker_reads')] : []),
        say('undo'),
      ],
      shutOut: outcome.carried.includes(asker) || asker === into.ticket.requester_id ? '' : say('asker_shut_out'),
      guard: found.length > 0 && { ...guardWords(found, choice, t), legend: t('redacting.legend') },
      opens: reach === 'public' || reach === 'together',
      readsHeading: reach === 'public' ? t('merging.will_read_public') : t('merging.will_read_together'),
      reads: newlyRead({ from, into, reach }, words),
      others: others.map((one) => ({
        url: mergeUrl(from.ticket.id, spot, { into: into.ticket.id, reach: one }),
        label: say(`reach_${one}`),
        text: say(`reach_${one}_text`),
      })),
      hiddenFields: [
        { name: SPOT_FIELD, value: spot },
        { name: 'into', value: String(into.ticket.id) },
        { name: 'reach', value: reach },
        { name: 'seen', value: String(Math.max(from.texts.newest, into.texts.newest) || '') },
      ],
      label: say(reach === 'public' ? 'merge_public' : 'merge'),
    },
  }
}

const sideOf = ({ ticket, people }: Pairing['from']): Side => ({ ...ticket, people })

function cardOf(ticket: Ticket, words: TicketWords) {
  const row = ticketRow(ticket, words)
  return { ...row, ...named(ticket), url: deskTicketUrl(ticket.id) }
}

/** Word for word what somebody reads for the first time, ticket by ticket. */
function newlyRead({ from, into, reach }: Pick<Pairing, 'from' | 'into' | 'reach'>, { t }: TicketWords) {
  if (reach !== 'public' && reach !== 'together') return []
  const isNew = (one: Pairing['from'], other: Pairing['from']) =>
    reach === 'public'
      ? one.ticket.visibility === 'private' || one.ticket.review_state === 'held'
      : one.ticket.visibility === 'private' && other.people.some((id) => !one.people.includes(id))
  const shown = [...(isNew(from, into) ? [from] : []), ...(isNew(into, from) ? [into] : [])]
  return shown.map(({ ticket, texts }) => ({
    ...named(ticket),
    author: ticket.requester_name || t('tickets.anonymous'),
    bodyHtml: bodyHtml({ ...ticket, review_state: 'approved' }),
    replies: texts.open.map((reply) => ({
      author: authorWords(
        {
          name: reply.by_requester && !reply.author_name ? ticket.requester_name : reply.author_name,
          byStaff: reply.by_staff,
          isRequester: reply.by_requester,
        },
        t,
      ),
      at: reply.created_at,
      language: reply.language,
      bodyHtml: bodyHtml(reply),
    })),
    // What stood beside the one that goes stays with it, where nobody is led any more.
    asides: ticket.id === into.ticket.id ? texts.asides : undefined,
    files: texts.files,
    apart: texts.apart > 0 ? t('publishing.stays_hidden', { count: texts.apart }) : '',
  }))
}
