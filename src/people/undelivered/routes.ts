/** The admin's page of mail that could not be sent: see why, send again, or let it go. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { countDelayed, countFailed, drop, listFailed, sendAgain } from '../../notify/failed.ts'
import { undeliveredUrl } from '../../settings/urls.ts'
import { NotFound } from '../../web/errors.ts'
import { readId } from '../../web/forms.ts'
import { note } from '../diary.ts'
import { undeliveredPage } from './pages.ts'
import { namesOf } from './queries.ts'

const ADMIN = { config: { access: 'admin' } } as const
const MOST_SHOWN = 100

type Id = { Params: { id: string } }

export function undeliveredRoutes(app: FastifyInstance, house: House, ticketUrl: (id: number) => string): void {
  const { db } = house

  app.get<{ Querystring: { done?: unknown } }>(undeliveredUrl(), ADMIN, async (request, reply) => {
    const notices = await listFailed(db, MOST_SHOWN)
    const people = notices.flatMap(({ toPersonId }) => toPersonId ?? [])
    return reply.page(
      undeliveredPage(reply.words(), {
        notices,
        total: await countFailed(db),
        delayed: await countDelayed(db),
        names: await namesOf(db, people),
        siteName: house.settings.now.name,
        ticketUrl,
        done: String(request.query.done ?? ''),
      }),
    )
  })

  app.post(`${undeliveredUrl()}/send-all`, ADMIN, async (request, reply) => {
    const count = await db.transaction().execute((trx) => sendAgain(trx))
    note(request, 'mail_sent_again', { count })
    return reply.redirect(undeliveredUrl('sent_all'), 303)
  })

  app.post<Id>(`${undeliveredUrl()}/:id/send`, ADMIN, async (request, reply) => {
    const id = readId(request.params.id)
    const count = id === undefined ? 0 : await db.transaction().execute((trx) => sendAgain(trx, id))
    if (count === 0) throw new NotFound()
    note(request, 'mail_sent_again', { count })
    return reply.redirect(undeliveredUrl('sent'), 303)
  })

  app.post<Id>(`${undeliveredUrl()}/:id/drop`, ADMIN, async (request, reply) => {
    const id = readId(request.params.id)
    const gone = id !== undefined && (await db.transaction().execute((trx) => drop(trx, id)))
    if (!gone) throw new NotFound()
    note(request, 'mail_dropped', { outbox: id })
    return reply.redirect(undeliveredUrl('dropped'), 303)
  })
}
