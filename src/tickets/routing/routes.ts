/** The admin's rules: who gets a ticket and how urgent it is, in the order in which they have their say. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kind } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { moved } from '../../taxonomy/commands.ts'
import { KINDS } from '../../taxonomy/rules.ts'
import { detectLanguage } from '../../text/detect-language.ts'
import { NotFound } from '../../web/errors.ts'
import type { Filled } from '../../web/fields.ts'
import { readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { chances } from '../arrival.ts'
import { decide, fits, type Judged, type Rule } from '../routing-rules.ts'
import { ticketWords } from '../rows.ts'
import { addRule, changeRule, orderRules, removeRule } from './commands.ts'
import { RuleForm, type RuleValue, ruleFrom } from './forms.ts'
import { conditionWords, consequenceWords, routingPage, type Tried } from './pages.ts'
import { findTried, readRouting } from './queries.ts'
import { routingUrl } from './urls.ts'

const ADMIN = { config: { access: 'admin' } } as const
const SAVED = `${routingUrl()}?saved=1`

type ById = { Params: { id: string } }
type Around = Awaited<ReturnType<typeof readRouting>>

export function routingRoutes(app: FastifyInstance, house: House): void {
  const { db } = house
  const staffId = (request: FastifyRequest) => (request.viewer.staff as StaffViewer).id

  async function show(
    reply: FastifyReply,
    around: Around,
    more: { saved?: boolean; open?: number | 'new'; filled?: Filled; tried?: Tried } = {},
  ) {
    return reply.page(routingPage({ ...around, saved: false, ...more }, ticketWords(house, reply)))
  }

  function getRule({ rules }: Around, request: FastifyRequest<ById>): Rule {
    const rule = rules.find(({ id }) => id === readId(request.params.id))
    if (!rule) throw new NotFound()
    return rule
  }

  /** 'Problem · Billing → given to Mira': for the audit log, in the words of the site. */
  function told(reply: FastifyReply, around: Around, rule: Omit<Rule, 'id' | 'position' | 'created_at'>): string {
    const words = ticketWords(house, reply)
    const whole = { ...rule, id: 0, position: 0, created_at: new Date() }
    return `${conditionWords(whole, around, words).join(' · ')} → ${consequenceWords(whole, around, words).join(' · ')}`
  }

  /** What a form cannot know by itself. */
  function faultsOf({ staff }: Around, { category, who, priority }: RuleValue, before?: Rule): Filled['faults'] {
    const known = who === '' || who === 'rota' || staff.some(({ id }) => String(id) === who)
    return {
      // One that is gone may stay as it is, and is told about; it cannot be chosen anew.
      ...(category !== undefined &&
        !house.taxonomy.now.categories.has(category) &&
        category !== before?.category_id && { category: { key: 'fields.not_a_choice' } }),
      ...(!known && { who: { key: 'routing.not_in_team' } }),
      ...(who === '' && !priority && { who: { key: 'routing.nothing_follows' } }),
    }
  }

  app.get<{ Querystring: Typed }>(routingUrl(), ADMIN, async (request, reply) => {
    const around = await readRouting(db)
    const tried = request.query.try === undefined ? undefined : await tryRules(request.query, around, reply)
    return show(reply, around, { saved: request.query.saved !== undefined, ...(tried && { tried }) })
  })

  app.post(routingUrl(), ADMIN, async (request, reply) => {
    const around = await readRouting(db)
    const form = readForm(RuleForm, request.body)
    const faults = form.ok ? faultsOf(around, form.value) : form.faults
    if (!form.ok || Object.keys(faults).length > 0) {
      return show(reply, around, { open: 'new', filled: { typed: form.typed, faults } })
    }
    const rule = ruleFrom(form.value)
    const by = { staffId: staffId(request), told: { after: told(reply, around, rule) } }
    await db.transaction().execute((trx) => addRule(trx, rule, by))
    return reply.redirect(SAVED, 303)
  })

  app.post<ById>(`${routingUrl()}/:id`, ADMIN, async (request, reply) => {
    const around = await readRouting(db)
    const before = getRule(around, request)
    const form = readForm(RuleForm, request.body)
    const faults = form.ok ? faultsOf(around, form.value, before) : form.faults
    if (!form.ok || Object.keys(faults).length > 0) {
      return show(reply, around, { open: before.id, filled: { typed: form.typed, faults } })
    }
    const rule = ruleFrom(form.value)
    const by = {
      staffId: staffId(request),
      told: { before: told(reply, around, before), after: told(reply, around, rule) },
    }
    await db.transaction().execute((trx) => changeRule(trx, before.id, rule, by))
    return reply.redirect(SAVED, 303)
  })

  app.post<ById & { Body: { direction?: unknown } }>(`${routingUrl()}/:id/move`, ADMIN, async (request, reply) => {
    const around = await readRouting(db)
    const rule = getRule(around, request)
    const direction = request.body?.direction === 'up' ? 'up' : 'down'
    const order = moved(
      around.rules.map(({ id }) => id),
      rule.id,
      direction,
    )
    await db.transaction().execute((trx) => orderRules(trx, order, { staffId: staffId(request) }, rule.name))
    return reply.redirect(SAVED, 303)
  })

  app.post<ById>(`${routingUrl()}/:id/remove`, ADMIN, async (request, reply) => {
    const around = await readRouting(db)
    const rule = getRule(around, request)
    const by = { staffId: staffId(request), told: { before: told(reply, around, rule) } }
    await db.transaction().execute((trx) => removeRule(trx, rule.id, by))
    return reply.redirect(SAVED, 303)
  })

  /** `ticket`: a number, or the words of one that might come. */
  async function tryRules(typed: Typed, { rules }: Around, reply: FastifyReply): Promise<Tried> {
    const asked = String(typed.ticket ?? '').slice(0, 2000)
    const number = readId(asked.trim().replace(/^#/, ''))
    const found = number === undefined ? judgedFrom(typed, asked) : await findTried(db, number)
    if (!found) return { typed, error: reply.words().t('routing.no_such_ticket', { number: number ?? 0 }) }
    const now = rules.filter(({ waits_minutes }) => waits_minutes === null)
    return {
      typed,
      ...(number !== undefined && { title: found.title }),
      decision: decide(now, found, await chances(db, house.settings.now)),
      later: rules.filter((rule) => rule.waits_minutes !== null && rule.is_on && fits(rule, found)),
    }
  }
}

function judgedFrom({ kind, category, language, channel }: Typed, text: string): Judged {
  return {
    kind: KINDS.find((one): one is Kind => one === kind) ?? 'question',
    category_id: readId(category) ?? null,
    language: language || detectLanguage(text),
    channel: channel || 'web',
    title: text,
    source: '',
  }
}
