/** Staff at work over HTTP, and what their acts leave in the rows. */
import type { Browser, Site } from '../support/site.ts'

export type Staff = Awaited<ReturnType<Site['staff']>>

export const actOn = (browser: Browser, ticket: { id: number }, name: string, fields: Record<string, string> = {}) =>
  browser.post(`/desk/tickets/${ticket.id}/${name}`).type('form').send(fields)

export const rowOf = (site: Site, ticket: { id: number }) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()

export const eventsOf = (site: Site, ticket: { id: number }) =>
  site.house.db
    .selectFrom('events')
    .select(['type', 'data', 'is_public', 'person_id', 'by_staff'])
    .where('ticket_id', '=', ticket.id)
    .orderBy('id')
    .execute()

/** Presses the button of the undo line, as a browser would. */
export const undoOn = (browser: Browser, page: string) => {
  const form = /notice--undo[\s\S]*?<form method="post" action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(page)
  const fields = [...(form?.[2] ?? '').matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    value,
  ])
  return browser
    .post(form?.[1] ?? '/no-undo')
    .type('form')
    .send(Object.fromEntries(fields))
}
