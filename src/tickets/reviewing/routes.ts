import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { Refused } from '../../web/errors.ts'
import { readForm } from '../../web/forms.ts'
import { relate } from '../relating.ts'
import { ticketWords } from '../rows.ts'
import { judge, restore } from './commands.ts'
import { ReviewForm, readDone, UndoForm } from './forms.ts'
import { reviewPage } from './pages.ts'
import { listAlike, listJudgements, listWaiting } from './queries.ts'
import { reviewUrl, undoReviewUrl } from './urls.ts'

const config = { access: 'staff' as const }

export function reviewingRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: { done?: unknown } }>(reviewUrl(), { config }, async (request, reply) => {
    const done = await listJudgements(house.db, readDone(request.query.done))
    return reply.page(reviewPage(await listWaiting(house.db), done, ticketWords(house, reply)))
  })

  app.post(reviewUrl(), { config }, async (request, reply) => {
    const form = readForm(ReviewForm, request.body)
    if (!form.ok) throw new Refused('errors.bad_request', {}, 422)
    const { post, act } = form.value
    const posts = await listAlike(house.db, post, act.alike)
    const events = await house.db.transaction().execute((trx) => judge(trx, house, request.viewer, posts, act.verdict))
    for (const { id } of act.verdict === 'approve' ? posts.filter(({ type }) => type === 'ticket') : []) {
      relate(house.db, id).catch((error) => app.log.error({ err: error }, 'related tickets'))
    }
    return reply.redirect(reviewUrl(events), 303)
  })

  app.post(undoReviewUrl(), { config }, async (request, reply) => {
    const form = readForm(UndoForm, request.body)
    const events = form.ok ? readDone(form.value.done) : []
    await house.db.transaction().execute(async (trx) => restore(trx, request.viewer, await listJudgements(trx, events)))
    return reply.redirect(reviewUrl(), 303)
  })
}
