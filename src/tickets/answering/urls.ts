import { deskActUrl } from '../urls.ts'

export const answersUrl = (ticketId: number) => deskActUrl(ticketId, 'replies')
/** A fragment for the picker's script: `?q=` what was typed, `&ticket=` for what the ticket itself suggests. */
export const pickUrl = () => '/desk/articles/pick'
/** Where a reply that was begun is kept; ':id' for the route. */
export const draftUrl = (ticketId: number | ':id') => `/desk/tickets/${ticketId}/draft`
