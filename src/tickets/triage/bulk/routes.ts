/** One act on many tickets: those that are ticked, or everything that fits. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../../house.ts'
import { cleanText } from '../../../text/clean.ts'
import { NotFound } from '../../../web/errors.ts'
import { EMPTY, type Filled } from '../../../web/fields.ts'
import { readId, type Typed } from '../../../web/forms.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import type { BulkAbout, BulkAct } from '../../bulk.ts'
import { SPOT_FIELD } from '../../urls.ts'
import { type DeskWords, deskWords } from '../pages.ts'
import { listFitting } from '../queries.ts'
import type { BulkBar } from '../routes.ts'
import { openedSpot } from '../saved-views.ts'
import { spotQuery } from '../urls.ts'
import { startRun, startUndo, stopRun } from './commands.ts'
import { type BulkForm, readBulkForm } from './forms.ts'
import { bulkRunner } from './jobs.ts'
import { askPage, barWords, doneWords, runPage } from './pages.ts'
import { type BulkRun, findRun, getRun, listStanding, listTitles } from './queries.ts'
import { backToQueue, bulkRunUrl, bulkUrl } from './urls.ts'

const STAFF = { config: { access: 'staff' } } as const
type ById = { Params: { id: string } }

/** So long whoever sent the form waits to see it done; what takes longer shows how far it is. */
const WAIT_MS = 1500
/** Titles shown before it is done. */
const MOST_TITLES = 8

export function bulkRoutes(app: FastifyInstance, house: House, acts: readonly BulkAct[]): BulkBar {
  const runner = bulkRunner(app, house, acts)
  const { db } = house
  const meOf = (request: FastifyRequest) => request.viewer.staff as StaffViewer
  const wordsOf = (reply: FastifyReply) => deskWords(house, reply.words())
  const toldOf = (run: Pick<BulkRun, 'act' | 'params'>, words: DeskWords) =>
    acts.find(({ name }) => name === run.act)?.told(run.params, words) ?? run.act

  async function chosen(form: BulkForm, words: DeskWords) {
    const act = acts.find(({ name }) => name === form.act)
    const choice = (await act?.choices({ db, words }))?.find(({ value }) => value === form.choice)
    if (!act || !choice) throw new NotFound()
    return { act, choice }
  }

  async function ticketsOf(form: BulkForm, act: BulkAct, spot: string, me: StaffViewer): Promise<number[]> {
    const query = Object.fromEntries(new URLSearchParams(spot))
    const ids = form.all
      ? await listFitting(db, me.id, (await openedSpot(db, house.taxonomy.now, me.id, query)).spot)
      : form.ticketIds
    return listStanding(db, ids, act.onRemoved === true)
  }

  app.post(bulkUrl(), STAFF, async (request, reply) => {
    const form = readBulkForm(request.body)
    const typed = textsOf(request.body)
    const spot = new URLSearchParams((typed[SPOT_FIELD] ?? '').slice(0, 500)).toString()
    const me = meOf(request)
    const words = wordsOf(reply)
    if (form.act === '' || (!form.all && form.ticketIds.length === 0)) {
      return reply.redirect(backToQueue(spot, form.act === '' ? 'no-act' : 'none'), 303)
    }
    const { act, choice } = await chosen(form, words)
    const ticketIds = await ticketsOf(form, act, spot, me)
    if (ticketIds.length === 0) return reply.redirect(backToQueue(spot, 'none'), 303)
    const about: BulkAbout = { db, words, ticketIds }
    const ask = async (filled: Filled) => {
      const fields = choice.asks ? ((await act.fields?.(choice.value, filled, about)) ?? []) : []
      const titles = await listTitles(db, ticketIds.slice(0, MOST_TITLES))
      const shown = { act, choice, form, count: ticketIds.length, isAll: form.all, titles, fields, filled, spot }
      return reply.page(askPage(shown, words))
    }
    if (!form.sure && (choice.asks || form.all)) return ask(EMPTY)
    const read = await act.read(choice.value, typed, about)
    if (!read.ok) return ask({ typed, faults: read.faults })
    const { params } = read
    const told = act.told(params, words)
    const id = await db
      .transaction()
      .execute((trx) => startRun(trx, me.id, { act: act.name, params, told, spot, ticketIds }))
    return workAndShow(reply, me, id)
  })

  /** What is done soon is told above the queue. */
  async function workAndShow(reply: FastifyReply, me: StaffViewer, id: number) {
    await runner.run(id, WAIT_MS)
    const run = await getRun(db, me.id, id)
    const over = run.ended_at !== null
    return reply.redirect(over ? backToQueue(run.spot, id) : bulkRunUrl(id), 303)
  }

  app.get<ById>(bulkRunUrl(':id'), STAFF, async (request, reply) => {
    const run = await getRun(db, meOf(request).id, readId(request.params.id))
    const words = wordsOf(reply)
    const titles = await listTitles(
      db,
      run.refused.map(({ id }) => id),
    )
    return reply.page(runPage(run, toldOf(run, words), titles, words))
  })

  app.post<ById>(bulkRunUrl(':id', 'stop'), STAFF, async (request, reply) => {
    const me = meOf(request)
    const run = await getRun(db, me.id, readId(request.params.id))
    const told = toldOf(run, wordsOf(reply))
    await db.transaction().execute((trx) => stopRun(trx, me.id, run.id, told))
    return reply.redirect(bulkRunUrl(run.id), 303)
  })

  app.post<ById>(bulkRunUrl(':id', 'undo'), STAFF, async (request, reply) => {
    const me = meOf(request)
    const run = await getRun(db, me.id, readId(request.params.id))
    const told = toldOf(run, wordsOf(reply))
    const begun = await db.transaction().execute((trx) => startUndo(trx, me.id, run.id, told))
    return begun ? workAndShow(reply, me, run.id) : reply.redirect(bulkRunUrl(run.id), 303)
  })

  return async (request, words, spot) => {
    const inView = acts.filter((act) => (act.onRemoved === true) === (spot.view === 'removed'))
    const offered = await Promise.all(inView.map(async (act) => ({ act, choices: await act.choices({ db, words }) })))
    const { bulk } = request.query as Record<string, unknown>
    const bar = barWords(offered, spotQuery(spot), words)
    if (bulk === 'none' || bulk === 'no-act') {
      return {
        bar,
        done: { notice: { kind: 'warning', text: words.t(bulk === 'none' ? 'bulk.none_ticked' : 'bulk.no_act') } },
      }
    }
    const run = await findRun(db, meOf(request).id, readId(bulk))
    return { bar, ...(run && { done: doneWords(run, toldOf(run, words), words) }) }
  }
}

/** Boxes come as lists; what was typed is text. */
function textsOf(body: unknown): Typed {
  const texts = Object.entries(body ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts.map(([name, text]) => [name, cleanText(text)]))
}
