/** What keeps open pages of the desk up to date: one stream that says what to look at anew, and never what happened. */
import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { House } from '../../../house.ts'
import { readForm, readId } from '../../../web/forms.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import { DESK_CHANNEL } from '../../live.ts'
import { sayGone, sayPresent } from '../../presence.ts'
import { getTicket } from '../../queries.ts'
import { lastEvent, readComfort } from '../comfort.ts'
import { deskWords } from '../pages.ts'
import { readSpot } from '../urls.ts'
import { HereForm } from './forms.ts'
import { openHub } from './hub.ts'
import { newsPart } from './pages.ts'
import { isSignedIn, listNews, look, type Watch } from './queries.ts'

const STAFF = { config: { access: 'staff' } } as const
const EVENTS = 'text/event-stream; charset=utf-8'
/** Proxies end what is silent for a minute. */
const BEAT_MS = 25_000
/** Then the page comes again, and its session is asked for anew. */
const LIFE_MS = 300_000
/** More open pages of one person than this are a script that has gone wrong. */
const MOST_OPEN = 20
/** A reader that takes nothing more off the line is gone. */
const MOST_WAITING_BYTES = 65_536

export function liveRoutes(app: FastifyInstance, house: House): void {
  const warn = (error: Error) => app.log.error({ err: error }, 'the live desk')
  const hub = openHub((watch: Watch) => look(house.db, watch), warn)
  const open = new Map<PassThrough, number>()
  app.addHook('onReady', () => house.connection.listen(DESK_CHANNEL, hub.hear))
  app.addHook('preClose', async () => {
    hub.stop()
    for (const stream of open.keys()) stream.end()
  })

  // No HEAD of its own: it would open a stream that nobody reads.
  const streaming = { ...STAFF, exposeHeadRoute: false }
  app.get<{ Querystring: Record<string, unknown> }>('/desk/stream', streaming, async (request, reply) => {
    // Whoever opens the address as a page would wait for its end.
    if (!request.headers.accept?.includes('text/event-stream')) return reply.type(EVENTS).send('')
    const { id: staffId, sessionId } = request.viewer.staff as StaffViewer
    const { query } = request
    if ([...open.values()].filter((one) => one === staffId).length >= MOST_OPEN) return reply.code(429).send()
    const watch: Watch = {
      staffId,
      spot: query.queue === undefined ? undefined : { ...readSpot(query, house.taxonomy.now), past: undefined },
      ticketId: readId(query.ticket),
      notices: (await readComfort(house.db, staffId)).notices,
    }
    const seen = readId(query.since) === (await lastEvent(house.db))
    const stream = new PassThrough()
    open.set(stream, staffId)
    stream.write('retry: 3000\n\n')
    const say = (what: string) => {
      if (stream.writableLength > MOST_WAITING_BYTES) stream.destroy()
      else stream.write(`event: changed\ndata: ${what}\n\n`)
    }
    const listener = { say, mayHear: () => isSignedIn(house.db, sessionId), end: () => stream.end() }
    const leave = await hub.watch(watch, listener, seen).catch((error: unknown) => {
      open.delete(stream)
      throw error
    })
    const beat = setInterval(() => stream.writableEnded || stream.write(': \n\n'), BEAT_MS)
    const life = setTimeout(() => stream.end(), LIFE_MS)
    stream.once('close', () => {
      clearInterval(beat)
      clearTimeout(life)
      leave()
      open.delete(stream)
    })
    // Proxies that gather answers before they send them would make a stream of nothing.
    return reply.type(EVENTS).header('cache-control', 'no-store').header('x-accel-buffering', 'no').send(stream)
  })

  app.get<{ Querystring: { after?: unknown } }>('/desk/news', STAFF, async (request, reply) => {
    const { id: staffId } = request.viewer.staff as StaffViewer
    const { notices } = await readComfort(house.db, staffId)
    const after = readId(request.query.after) ?? 0
    const news = notices === 'none' ? [] : await listNews(house.db, { staffId, notices, after })
    return reply.part('tickets/triage/live/news', newsPart(news, deskWords(house, reply.words())))
  })

  app.post<{ Params: { id: string } }>('/desk/tickets/:id/here', STAFF, async (request, reply) => {
    const { id } = await getTicket(house.db, request.viewer, readId(request.params.id))
    const { id: staffId } = request.viewer.staff as StaffViewer
    const read = readForm(HereForm, request.body)
    if (read.ok && read.value.gone) await sayGone(house.db, id, staffId)
    else await sayPresent(house.db, id, staffId, read.ok && read.value.typing)
    return reply.code(204).send()
  })
}
