/** From a post to a reply: its text, whether it came before, and what speaks against it. */
import type { FastifyRequest } from 'fastify'
import { type Gathered, gatherFiles } from '../../files/kept.ts'
import type { House } from '../../house.ts'
import { type ShownName, shownName } from '../../people/names.ts'
import { screen, useLimits } from '../../screening/commands.ts'
import type { Screened } from '../../screening/rules.ts'
import { type Sender, senderOf } from '../../screening/sender.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { type FormToken, makeFormToken, readFormToken } from '../../web/form-token.ts'
import { readForm, type Typed } from '../../web/forms.ts'
import type { ReplyForm as ReplyDraft } from '../acts.ts'
import { findOwnGuest } from '../guests.ts'
import { standingOf, type Ticket } from '../queries.ts'
import { findRepeat } from '../repeats.ts'
import { slowDown } from '../restraints.ts'
import { composeReplyText, type ReplyText } from '../writing.ts'
import { ReplyForm } from './forms.ts'

/** How the reply box comes back. */
export type Back = ReplyDraft & { status: number }

export type Given = {
  text: ReplyText
  typedName: string
  token: FormToken | undefined
  sender: Sender
  draft: ReplyDraft
}

/** The post as a reply, or what the box comes back with: a preview or faults. Throws TooOften for too many files. */
export async function takeReply(house: House, request: FastifyRequest): Promise<Given | Back> {
  const sender = senderOf(request, house.secret)
  if (request.uploads.length > 0) await useLimits(house.db, 'upload', sender)
  const { files, refused }: Gathered = await gatherFiles(request, house.secret, house.files)
  const read = readForm(ReplyForm, request.body)
  const token = readFormToken(house.secret, read.typed.form)
  const kept = token && read.typed.form ? read.typed.form : makeFormToken(house.secret)
  const draft = { typed: read.typed, faults: {}, files, token: kept }
  if (read.typed.preview) return { ...draft, previewHtml: preview(house, read.typed.text ?? ''), status: 200 }
  if (!read.ok || refused) {
    const faults = {
      ...(read.ok ? {} : read.faults),
      ...(refused && { files: { key: refused.key, params: refused.params } }),
    }
    return { ...draft, faults, status: refused?.status ?? 422 }
  }
  const text = composeReplyText(read.value.text, { byStaff: false, siteUrl: house.config.siteUrl })
  return { text, typedName: read.value.name ?? '', token, sender, draft }
}

export function preview(house: House, text: string) {
  return renderMarkdown(text, { author: 'visitor', siteUrl: house.config.siteUrl })
}

/** The requester is one person on whatever device; see commands. */
export function writerOf(request: FastifyRequest, ticket: Ticket): number | null {
  return standingOf(ticket, request.viewer) === 'requester' ? ticket.requester_id : request.viewer.personId
}

/** What speaks against it, and under which name it stands. Throws TooOften. */
export async function screenReply(
  house: House,
  request: FastifyRequest,
  ticket: Ticket,
  { text, typedName, token, sender }: Given,
): Promise<{ screened: Screened; name: string }> {
  const isRequester = standingOf(ticket, request.viewer) === 'requester'
  const guest = isRequester ? undefined : await findOwnGuest(house.db, request.viewer, ticket.id)
  const name = guest ? { shown: guest.name, poses: false } : await nameOf(house, ticket, isRequester, typedName)
  await slowDown(house.db, { sender, personId: guest?.personId ?? writerOf(request, ticket) })
  const screened = await screen(house.db, {
    // Whom staff brought in is as welcome as whoever asked.
    act: isRequester || guest ? 'own_reply' : 'reply',
    sender,
    words: { name: typedName, text: text.source },
    ownHost: new URL(house.config.siteUrl).host,
    trap: (request.body as Typed).homepage,
    formAge: token && Date.now() - token.madeAt.getTime(),
    repeated: await findRepeat(house.db, text, sender),
    posesAsStaff: name.poses,
  })
  return { screened, name: name.shown }
}

/** The requester has their ticket's name; anybody else may choose one that is neither theirs nor ours. */
async function nameOf(house: House, ticket: Ticket, isRequester: boolean, typed: string): Promise<ShownName> {
  if (isRequester) return { shown: ticket.requester_name, poses: false }
  return shownName(house.db, typed, { siteName: house.settings.now.name, requesterName: ticket.requester_name })
}
