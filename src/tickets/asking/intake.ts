/** From a post to what becomes a ticket: its text, whether it came before, and what speaks against it. */
import type { FastifyRequest } from 'fastify'
import { gatherFiles } from '../../files/kept.ts'
import type { House } from '../../house.ts'
import type { Translate } from '../../i18n/languages.ts'
import { shownName } from '../../people/names.ts'
import { findPerson, findPersonByKey } from '../../people/queries.ts'
import { screen, useLimits } from '../../screening/commands.ts'
import { type Screened, weigh } from '../../screening/rules.ts'
import { type Sender, senderOf } from '../../screening/sender.ts'
import { KINDS } from '../../taxonomy/rules.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { type FormToken, makeFormToken, readFormToken } from '../../web/form-token.ts'
import { type Faults, type Read, readId, type Typed } from '../../web/forms.ts'
import { findRepeat } from '../repeats.ts'
import { slowDown } from '../restraints.ts'
import { composeTicketText, type TicketText } from '../writing.ts'
import { type Asked, firstKey } from './commands.ts'
import { type AskValue, readAskForm } from './forms.ts'
import type { Draft } from './pages.ts'
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

/** A post as it came: the form, what is wrong with it, and what it needs to come back whole. */
export type Post = {
  draft: Draft
  read: Read<AskValue>
  token: FormToken | undefined
  sender: Sender
  /** Why a file was not taken, as a status. */
  fileStatus: number | undefined
}

/** A post that can become a ticket as it stands. */
export type Question = {
  value: AskValue
  text: TicketText
  token: FormToken
  sender: Sender
  draft: Draft
}

/** Reads the form and stores its files; throws TooOften for too many of those. */
export async function takePost(house: House, request: FastifyRequest): Promise<Post> {
  const sender = senderOf(request, house.secret)
  if (request.uploads.length > 0) await useLimits(house.db, 'upload', sender)
  const { files, refused } = await gatherFiles(request, house.secret, house.files)
  const read = readAskForm(request.body)
  const token = readFormToken(house.secret, read.typed.form)
  const faults: Faults = { ...(read.ok ? categoryFault(house, read.value) : read.faults) }
  if (refused) faults.files = { key: refused.key, params: refused.params }
  // A good token is kept through every round, so that its age is that of the writing; else the form gets a new one.
  const kept = token && read.typed.form ? read.typed.form : makeFormToken(house.secret)
  const draft = { typed: read.typed, faults, files, token: kept }
  return { draft, read, token, sender, fileStatus: refused?.status }
}

function categoryFault(house: House, { category }: AskValue): Faults {
  const unknown = category !== undefined && !house.taxonomy.now.categories.has(category)
  return unknown ? { category: { key: 'fields.not_a_choice' } } : {}
}

/** The post as a question, or what the form comes back with: a preview, faults, a token that has run out. */
export function understand(house: House, request: FastifyRequest, post: Post, t: Translate): Question | Draft {
  const { draft, read, token, sender } = post
  const { typed } = read
  const byStaff = request.viewer.staff !== null
  const { siteUrl } = house.config
  if (typed.preview) {
    const author = byStaff ? 'staff' : 'visitor'
    return { ...draft, faults: {}, previewHtml: renderMarkdown(typed.text ?? '', { author, siteUrl }) }
  }
  if (typed.again) return { ...draft, faults: {}, typed: { ...typed, seen: '1' } }
  if (!read.ok || Object.keys(draft.faults).length > 0) return { ...draft, status: post.fileStatus ?? 422 }
  if (!token) return { ...draft, notice: { kind: 'warning', text: t('asking.expired') }, status: 422 }
  const { title, text } = read.value
  const composed = composeTicketText(title ?? titleFrom(text), text, { byStaff, siteUrl })
  // The guard's step has asked; see guard-page.
  const visibility = typed.guard === 'private' ? 'private' : read.value.visibility
  return { value: { ...read.value, visibility }, text: composed, token, sender, draft }
}

export type SentBefore = { same: boolean; asked: Asked }

/** The ticket that this form, or this person with these very words, has become already. */
export async function sentBefore(
  house: House,
  request: FastifyRequest,
  { token, text: { text_hash: hash }, value: { visibility, kind } }: Question,
): Promise<SentBefore | undefined> {
  const { personId } = request.viewer
  const byForm = await findByForm(house.db, token.id)
  const known = byForm ?? (personId && (await findSameTicket(house.db, { personId, hash, visibility, kind })))
  if (!known) return undefined
  const key = firstKey(house.secret, token.id)
  const isFirst = personId === null && (await findPersonByKey(house.db, key)) === known.requester_id
  const visitor = { personId: known.requester_id, newKey: isFirst ? key : undefined }
  return { same: known.text_hash?.equals(hash) ?? false, asked: { ticket: known, visitor } }
}

/** What speaks against it, and under which name it stands. Throws TooOften. */
export async function screenQuestion(
  house: House,
  request: FastifyRequest,
  { value, text, token, sender }: Question,
): Promise<{ screened: Screened; name: string }> {
  const { staff } = request.viewer
  if (staff) return { screened: weigh([]), name: staff.name }
  await slowDown(house.db, { sender, personId: request.viewer.personId })
  const name = await shownName(house.db, value.name ?? '', { siteName: house.settings.now.name })
  const screened = await screen(house.db, {
    act: value.visibility === 'private' ? 'private_ticket' : 'ticket',
    sender,
    words: { title: text.title, name: value.name, text: value.text },
    ownHost: new URL(house.config.siteUrl).host,
    trap: (request.body as Typed).homepage,
    formAge: Date.now() - token.madeAt.getTime(),
    repeated: await findRepeat(house.db, text, sender),
    posesAsStaff: name.poses,
  })
  return { screened, name: name.shown }
}
