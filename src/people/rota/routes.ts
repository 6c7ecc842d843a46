/** The rota: the admin says who is on duty on which day. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { House } from '../../house.ts'
import { rotaUrl } from '../../settings/urls.ts'
import { NotFound } from '../../web/errors.ts'
import type { Filled } from '../../web/fields.ts'
import { readForm } from '../../web/forms.ts'
import { dayAt, namedFor, readRota } from '../duty.ts'
import { listStaff } from '../queries.ts'
import { removeDay, saveDay, saveWeek } from './commands.ts'
import { readColleagues, readDay, readWeek } from './forms.ts'
import { rotaPage } from './pages.ts'
import { namesOf } from './queries.ts'

const ADMIN = { config: { access: 'admin' } } as const
const Form = z.object({})

export function rotaRoutes(app: FastifyInstance, house: House): void {
  const { db } = house
  const staffId = (request: FastifyRequest) => request.viewer.staff?.id ?? 0
  const today = () => dayAt(new Date(), house.settings.now.timeZone)

  async function read() {
    const rota = await readRota(db)
    const team = await listStaff(db)
    // Days gone by are nobody's duty any more.
    const named = [
      ...[...rota.week.values()].flat(),
      ...[...rota.days].flatMap(([day, ids]) => (day >= today() ? ids : [])),
    ]
    const former = await namesOf(
      db,
      named.filter((id) => !team.some((one) => one.id === id)),
    )
    return { rota, team, former, today: today() }
  }

  async function show(reply: FastifyReply, more: { saved: boolean; filled?: Filled }) {
    return reply.page(rotaPage({ ...(await read()), ...more }, reply.words()))
  }

  app.get<{ Querystring: { saved?: unknown } }>(rotaUrl(), ADMIN, (request, reply) =>
    show(reply, { saved: request.query.saved !== undefined }),
  )

  app.post(rotaUrl(), ADMIN, async (request, reply) => {
    const { rota, team, former } = await read()
    const week = readWeek(readForm(Form, request.body).typed, team)
    const name = (id: number) => team.find((one) => one.id === id)?.name ?? former.get(id) ?? ''
    const told = (by: ReadonlyMap<number, readonly number[]>) =>
      [...by].filter(([, ids]) => ids.length > 0).map(([weekday, ids]) => `${weekday}: ${ids.map(name).join(', ')}`)
    await db
      .transaction()
      .execute((trx) => saveWeek(trx, week, { staffId: staffId(request), before: told(rota.week), after: told(week) }))
    return reply.redirect(`${rotaUrl()}?saved=1`, 303)
  })

  app.post(rotaUrl('days'), ADMIN, async (request, reply) => {
    const { typed } = readForm(Form, request.body)
    const day = readDay(typed.day)
    if (day === undefined)
      return show(reply, { saved: false, filled: { typed, faults: { day: { key: 'rota.not_a_day' } } } })
    if (day < today()) return show(reply, { saved: false, filled: { typed, faults: { day: { key: 'rota.over' } } } })
    const { rota, team, former } = await read()
    const ids = readColleagues(typed, team)
    const name = (id: number) => team.find((one) => one.id === id)?.name ?? former.get(id) ?? ''
    const told = { staffId: staffId(request), before: namedFor(rota, day).map(name), after: ids.map(name) }
    await db.transaction().execute((trx) => saveDay(trx, day, ids, told))
    return reply.redirect(`${rotaUrl()}?saved=1`, 303)
  })

  app.post(rotaUrl('days/remove'), ADMIN, async (request, reply) => {
    const day = readDay(readForm(Form, request.body).typed.day)
    if (day === undefined) throw new NotFound()
    await db.transaction().execute((trx) => removeDay(trx, day, staffId(request)))
    return reply.redirect(`${rotaUrl()}?saved=1`, 303)
  })
}
