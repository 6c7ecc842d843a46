/** Who is in on a ticket: whoever asked, and the guests with their links. */
import { guestToken } from '../../people/guest-links.ts'
import { guestLinkPath } from '../../people/urls.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Guest } from '../guests.ts'
import type { Ticket } from '../queries.ts'
import { authorWords } from '../rows.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { NAME_MAX } from '../writing.ts'

export type People = {
  ticket: Ticket
  guests: Guest[]
  spot: string
  typed?: Typed
  faults?: Faults
}
type Site = { secret: string; siteUrl: string }

export function peoplePage(people: People, { secret, siteUrl }: Site, { t }: PageWords): Page {
  const { ticket, guests, spot, typed = {}, faults = {} } = people
  const fault = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const wrong = Object.keys(faults).length > 0
  return {
    template: 'tickets/inviting/people',
    title: t('inviting.title'),
    area: 'desk',
    status: wrong ? 422 : 200,
    model: {
      ticket: { title: ticket.title, language: ticket.language },
      back: deskTicketUrl(ticket.id, spot),
      spot: { name: SPOT_FIELD, value: spot },
      lead: t(ticket.visibility === 'private' ? 'inviting.lead_private' : 'inviting.lead_public'),
      asker: authorWords({ name: ticket.requester_name, byStaff: false }, t),
      askedAt: ticket.created_at,
      guests: guests.map(({ personId, name, email, since, until }) => ({
        personId,
        author: authorWords({ name, byStaff: false }, t),
        email,
        since,
        until,
        link: until === null ? siteUrl + guestLinkPath(guestToken(secret, { ticketId: ticket.id, personId })) : '',
      })),
      revoke: deskActUrl(ticket.id, 'guests/revoke'),
      action: deskActUrl(ticket.id, 'guests'),
      errors: Object.keys(faults).map((name) => ({ name, message: fault(name) })),
      fields: [
        {
          name: 'name',
          label: t('inviting.name'),
          help: t('inviting.name_help'),
          value: typed.name,
          error: fault('name'),
          required: true,
          maxlength: NAME_MAX,
          autocomplete: 'off',
        },
        {
          name: 'email',
          type: 'email',
          label: t('inviting.email'),
          help: t('inviting.email_help'),
          value: typed.email,
          error: fault('email'),
          dir: 'ltr',
          autocomplete: 'off',
        },
      ],
    },
  }
}
