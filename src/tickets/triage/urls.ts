/** Addresses of the desk's queue; a ticket opened from it carries the same words, so that "next" knows its way. */
import { writePlace } from '../../db/cursor.ts'
import { deskTicketUrl, deskUrl } from '../urls.ts'
import { type Filters, type Spot, VIEWS, type View } from './rules.ts'

/** 'view=mine&kind=problem'; '' for the view the desk opens with. Pages of the queue are no part of it. */
export function spotQuery({ view, filters }: Pick<Spot, 'view' | 'filters'>): string {
  const words: [string, string][] = view === VIEWS[0] ? [] : [['view', view]]
  for (const [name, value] of Object.entries(filters)) words.push([name, String(value)])
  return new URLSearchParams(words).toString()
}

export function queueUrl(view: View, filters: Filters = {}, past?: Spot['past']): string {
  const words = new URLSearchParams(spotQuery({ view, filters }))
  if (past) words.set('past', writePlace(past))
  const query = words.toString()
  return query ? `${deskUrl()}?${query}` : deskUrl()
}

export const ticketInQueueUrl = (id: number, spot: Pick<Spot, 'view' | 'filters'>) => deskTicketUrl(id, spotQuery(spot))
