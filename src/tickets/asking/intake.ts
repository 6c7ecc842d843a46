/** From a post to what becomes a ticket: its text, whether it came before, and what speaks against it. */
import type { FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { findPerson, findPersonByKey } from '../../people/queries.ts'
import { screen } from '../../screening/commands.ts'
import { type Screened, weigh } from '../../screening/rules.ts'
import type { Sender } from '../../screening/sender.ts'
import { KINDS } from '../../taxonomy/rules.ts'
import type { FormToken } from '../../web/form-token.ts'
import { readId, type Typed } from '../../web/forms.ts'
import { findRepeat } from '../repeats.ts'
import { composeTicketText, type TicketText } from '../writing.ts'
import { type Asked, firstKey } from './commands.ts'
import type { AskValue } from './forms.ts'
import { findByForm, findSameTicket } from './queries.ts'
import { titleFrom } from './rules.ts'

/** What the address says (a link may fill in the form), and the name and address this browser gave before. */
export async function prefilled(house: House, request: FastifyRequest<{ Querystring: Typed }>): Promise<Typed> {
  // What was typed into a search box (`q`) becomes the title: that is how the front page's box turns into asking.
  const { q, title = q, kind, category, visibility, text } = request.query
  const given: Typed = {}
  if (typeof title === 'string') given.title = title.slice(0, 500)
  if (typeof text === 'string') given.text = text.slice(0, 5000)
  if (KINDS.some((one) => one === kind)) given.kind = kind as string
  if (kind === 'thanks') given.short = '1'
  if (visibility === 'private') given.visibility = visibility
  const wanted = house.taxonomy.now.inOrder.find(({ id, slug }) => slug === category || id === readId(category))
  if (wanted) given.category = String(wanted.id)
  const { personId, staff } = request.viewer
  const person = personId === null || staff ? undefined : await findPerson(house.db, personId)
  return { ...(person?.name ? { name: person.name } : {}), ...(person?.email ? { email: person.email } : {}), ...given }
}

export function textOf(house: House, request: FastifyRequest, { title, text }: AskValue): TicketText {
  const author = { byStaff: request.viewer.staff !== null, siteUrl: house.config.siteUrl }
  return composeTicketText(title ?? titleFrom(text), text, author)
}

export type SentBefore = { same: boolean; asked: Asked }

/** The ticket that this form, or this person with these very words, has become already. */
export async function sentBefore(
  house: House,
  request: FastifyRequest,
  { id: formId }: FormToken,
  { text_hash: hash }: TicketText,
  { visibility, kind }: AskValue,
): Promise<SentBefore | undefined> {
  const { personId } = request.viewer
  const byForm = await findByForm(house.db, formId)
  const known = byForm ?? (personId && (await findSameTicket(house.db, { personId, hash, visibility, kind })))
  if (!known) return undefined
  const key = firstKey(house.secret, formId)
  const isFirst = personId === null && (await findPersonByKey(house.db, key)) === known.requester_id
  const visitor = { personId: known.requester_id, newKey: isFirst ? key : undefined }
  return { same: known.text_hash?.equals(hash) ?? false, asked: { ticket: known, visitor } }
}

export type Looked = { value: AskValue; text: TicketText; token: FormToken; sender: Sender; poses: boolean }

export async function screenTicket(house: House, request: FastifyRequest, looked: Looked): Promise<Screened> {
  if (request.viewer.staff) return weigh([])
  const { value, text, token, sender, poses } = looked
  const body = request.body as Typed
  return screen(house.db, {
    act: value.visibility === 'private' ? 'private_ticket' : 'ticket',
    sender,
    words: { title: text.title, name: value.name, text: value.text },
    ownHost: new URL(house.config.siteUrl).host,
    trap: body.homepage,
    formAge: Date.now() - token.madeAt.getTime(),
    repeated: await findRepeat(house.db, text, sender),
    posesAsStaff: poses,
  })
}
