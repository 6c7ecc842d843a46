/** When the team answers, and the days on which it does not. What tickets make of it is reckoned by tickets/timing. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import type { Hours } from '../../text/business-time.ts'
import { readForm } from '../../web/forms.ts'
import { saveSettings } from '../commands.ts'
import { loadSettings } from '../queries.ts'
import { holidaysUrl, hoursUrl } from '../urls.ts'
import { EVERY_HOUR, HolidayForm, HoursForm, holidayFault, RemoveHolidayForm, readWeek, spanNoted } from './forms.ts'
import { hoursPage, type Shown, weekdayName } from './pages.ts'

const ADMIN = { config: { access: 'admin' } } as const

export function hoursRoutes(app: FastifyInstance, house: House): void {
  const show = (reply: FastifyReply, shown: Shown) =>
    reply.page(hoursPage(house.settings.now, reply.words(), shown, new Date()))

  /** Read and written in one transaction, so that two admins do not write over each other's holidays. */
  async function save(
    by: FastifyRequest,
    [act, what]: [act: 'hours_saved' | 'holiday_added' | 'holiday_removed', what?: string],
    change: (hours: Hours | null) => Hours | null,
  ): Promise<void> {
    await house.db.transaction().execute(async (trx) => {
      const { hours: before } = await loadSettings(trx)
      const hours = change(before)
      await saveSettings(trx, { hours })
      await noteAct(trx, by.viewer.staff?.id ?? null, act, { what, before: noted(before), after: noted(hours) })
    })
    await house.settings.refresh()
  }

  app.get<{ Querystring: { saved?: unknown } }>(hoursUrl(), ADMIN, (request, reply) =>
    show(reply, { saved: request.query.saved !== undefined }),
  )

  app.post(hoursUrl(), ADMIN, async (request, reply) => {
    const { typed, ...form } = readForm(HoursForm, request.body)
    if (!form.ok) return show(reply, { of: 'week', typed, faults: form.faults })
    const { language } = reply.words()
    const read = form.value.mode === 'always' ? undefined : readWeek(typed, (day) => weekdayName(day, language))
    if (read && !read.ok) return show(reply, { of: 'week', typed, faults: read.faults })
    const week = read ? read.week : EVERY_HOUR
    await save(request, ['hours_saved'], (hours) =>
      !read && !hours?.holidays.length ? null : { week, holidays: hours?.holidays ?? [] },
    )
    return reply.redirect(`${hoursUrl()}?saved=1`, 303)
  })

  app.post(holidaysUrl(), ADMIN, async (request, reply) => {
    const form = readForm(HolidayForm, request.body)
    if (!form.ok) return show(reply, { of: 'holiday', typed: form.typed, faults: form.faults })
    const { from, to = from, name } = form.value
    const holiday = { from, to, name }
    const faults = holidayFault(holiday, house.settings.now.hours?.holidays ?? [])
    if (Object.keys(faults).length > 0) return show(reply, { of: 'holiday', typed: form.typed, faults })
    await save(request, ['holiday_added', name], (hours) => ({
      week: hours?.week ?? EVERY_HOUR,
      holidays: [...(hours?.holidays ?? []), holiday],
    }))
    return reply.redirect(`${hoursUrl()}?saved=1#holidays`, 303)
  })

  app.post(`${holidaysUrl()}/remove`, ADMIN, async (request, reply) => {
    const form = readForm(RemoveHolidayForm, request.body)
    if (!form.ok) return show(reply, {})
    const { from } = form.value
    const removed = house.settings.now.hours?.holidays.find((one) => one.from === from)
    if (removed)
      await save(
        request,
        ['holiday_removed', removed.name],
        (hours) => hours && { ...hours, holidays: hours.holidays.filter((one) => one.from !== from) },
      )
    return reply.redirect(`${hoursUrl()}?saved=1#holidays`, 303)
  })
}

/** For the audit log, as an admin can read it: '1: 09:00–13:00 14:00–18:00' is Monday. */
function noted(hours: Hours | null): { opening_hours: string[]; closed_days: string[] } {
  const week = hours?.week ?? EVERY_HOUR
  return {
    opening_hours: week.map((spans, day) => `${day + 1}: ${spans.map(spanNoted).join(' ')}`),
    closed_days: (hours?.holidays ?? []).map(({ from, to, name }) => `${from} – ${to} ${name}`),
  }
}
