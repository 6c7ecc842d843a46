/** Staff open tickets: for customers who came by another way, and to customers whom they write to first. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { Refused } from '../../web/errors.ts'
import { makeFormToken, readFormToken } from '../../web/form-token.ts'
import { type Faults, readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { chosen, isOpen, readChoice } from '../guard.ts'
import { relate } from '../relating.ts'
import { ticketWords } from '../rows.ts'
import { deskTicketUrl, openUrl } from '../urls.ts'
import { contact, FormUsed, type Opening, openFor } from './commands.ts'
import { BehalfForm, ContactForm } from './forms.ts'
import { foundIn } from './looked-over.ts'
import { type OpenForm, openPage } from './pages.ts'
import { findByForm, findCustomer } from './queries.ts'

type Asked = { Querystring: Record<string, unknown>; Body: Record<string, unknown> | undefined }
const STAFF = { config: { access: 'staff' } } as const

export function openingRoutes(app: FastifyInstance, house: House): void {
  const { secret, config, taxonomy, settings } = house
  const show = async (reply: FastifyReply, mode: OpenForm['mode'], person: unknown, back: Partial<OpenForm> = {}) => {
    const customer = await findCustomer(house.db, readId(person))
    const token = back.token ?? makeFormToken(secret)
    const hasMail = config.smtpUrl !== undefined
    return reply.page(openPage({ mode, customer, hasMail, ...back, token }, ticketWords(house, reply)))
  }
  const openingOf = (staff: StaffViewer): Opening => ({
    secret,
    siteUrl: config.siteUrl,
    taxonomy: taxonomy.now,
    settings: settings.now,
    staff,
  })

  for (const mode of ['behalf', 'contact'] as const) {
    app.get<Asked>(openUrl(mode), STAFF, async (request, reply) => show(reply, mode, request.query.person))

    app.post<Asked>(openUrl(mode), STAFF, async (request, reply) => {
      const { body } = request
      const read = mode === 'behalf' ? readForm(BehalfForm, body) : readForm(ContactForm, body)
      const { typed } = read
      const token = readFormToken(secret, typed.form)
      const again = (why: Pick<OpenForm, 'faults' | 'found'>) =>
        show(reply, mode, typed.person, { typed, ...why, ...(token && { token: typed.form as string }) })
      const back = (faults: Faults) => again({ faults })
      if (!read.ok) return back(read.faults)
      const faults = await faultsOf(house, mode, typed)
      if (faults) return back(faults)
      const { value: given } = read
      const customer = await findCustomer(house.db, given.person)
      const found = foundIn(given, customer)
      const choice = readChoice(typed)
      if (isOpen(found, choice)) return again({ found })
      const value = { ...given, formId: token?.id ?? makeFormToken(secret), hidden: chosen(found, choice) }
      try {
        const id = await house.db.transaction().execute((trx) => open(trx, openingOf(staffOf(request)), value))
        relate(house.db, id).catch((error) => app.log.error({ err: error }, 'related tickets'))
        return reply.redirect(deskTicketUrl(id, '', 'channel' in value ? 'opened_for' : 'contacted'), 303)
      } catch (error) {
        if (error instanceof Refused && error.status === 422) return back({ email: { key: error.key } })
        if (!(error instanceof FormUsed)) throw error
        const first = await findByForm(house.db, value.formId)
        return reply.redirect(deskTicketUrl(first ?? 0), 303)
      }
    })
  }
}

const staffOf = ({ viewer }: FastifyRequest) => viewer.staff as StaffViewer

type Value = Parameters<typeof openFor>[2] | Parameters<typeof contact>[2]
const open = (trx: Trx, by: Opening, value: Value) =>
  'channel' in value ? openFor(trx, by, value) : contact(trx, by, value)

/** What the form alone cannot know. */
async function faultsOf(house: House, mode: OpenForm['mode'], typed: Typed): Promise<Faults | undefined> {
  const category = readId(typed.category)
  if (category !== undefined && !house.taxonomy.now.categories.has(category)) {
    return { category: { key: 'fields.not_a_choice' } }
  }
  const customer = await findCustomer(house.db, readId(typed.person))
  if (typed.person && !customer) return { name: { key: 'opening.unknown_person' } }
  const address = customer ? customer.email : typed.email
  return mode === 'contact' && !address
    ? { email: { key: customer ? 'opening.no_address' : 'fields.required' } }
    : undefined
}
