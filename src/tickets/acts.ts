/** What the viewer may do on a ticket's page, and the words of its private and personal parts. */
import type { AcceptedFile } from '../files/accept.ts'
import type { House } from '../house.ts'
import { findEmail } from '../people/queries.ts'
import { linkToken } from '../people/secret-links.ts'
import { secretLinkPath } from '../people/urls.ts'
import type { Html } from '../text/markdown.ts'
import type { Faults, Typed } from '../web/forms.ts'
import { filesField, keptFiles } from './form-files.ts'
import { type Found, guardWords, readChoice } from './guard.ts'
import { expectedWords, readPace } from './pace.ts'
import { votesText } from './rows.ts'
import { mayReply, mayStillEdit } from './rules.ts'
import type { Told } from './thread.ts'
import { deskTicketUrl, ticketActUrl, ticketUrl } from './urls.ts'

/** For views/tickets/_acts. */
export function actsOf({ config, settings }: House, { ticket, words, standing, viewer, around }: Told) {
  const { t } = words
  const own = standing === 'requester'
  const editable = own && mayStillEdit(ticket.created_at)
  const act = (name: string) => ticketActUrl(ticket.id, name)
  const votable = ticket.kind !== 'thanks' && ticket.visibility === 'public'
  return {
    share: config.siteUrl + ticketUrl(ticket),
    isPublic: ticket.visibility === 'public',
    vote: votable && {
      text: ticket.vote_count > 0 ? votesText(ticket, t) : '',
      label: t(ticket.kind === 'idea' ? 'tickets.vote_idea' : 'tickets.vote'),
      // Whoever asked has it already.
      action: !own && (settings.now.anonymousVotes || viewer.staff) ? act('vote') : undefined,
      mine: around.voted,
    },
    editUrl: editable ? act('edit') : undefined,
    withdrawUrl: editable ? act('withdraw') : undefined,
    // A private ticket wears it on top, right after asking too.
    linkUrl: own && ticket.visibility === 'public' ? act('secret-link') : undefined,
    solved: act('solved'),
    thanks: own && ticket.kind !== 'thanks' && ticket.first_reply_at ? act('thanks') : undefined,
    reopen: own && ticket.phase === 'done' && ticket.kind !== 'thanks' ? act('reopen') : undefined,
    thanked: ticket.thanked_at !== null,
    deskUrl: standing === 'staff' ? deskTicketUrl(ticket.id) : undefined,
  }
}

/** The link that opens this ticket in any browser, whole; for its requester and for staff only. */
function secretLink({ config, secret }: House, { ticket }: Told): string {
  return config.siteUrl + secretLinkPath(linkToken(secret, { id: ticket.id, version: ticket.link_version }))
}

/** For views/tickets/_band. A guest reads the ticket and is not given the key to it. */
export function privateBand(house: House, told: Told) {
  const { standing, words } = told
  const whose = standing === 'staff' ? 'to_them' : standing === 'guest' ? 'to_guest' : 'to_you'
  const title = words.t(`tickets.private_${whose}`)
  if (standing === 'reader' || standing === 'guest') return { title }
  return {
    title,
    text: words.t(standing === 'staff' ? 'tickets.link_of_requester' : 'tickets.keep_link'),
    label: words.t('frame.secret_link'),
    ...keeping(house, told),
  }
}

function keeping(house: House, told: Told) {
  const act = (name: string) => ticketActUrl(told.ticket.id, name)
  return {
    link: secretLink(house, told),
    download: act('secret-link.txt'),
    page: act('secret-link'),
    // Without a mail server the letter would never arrive; a held ticket sends none.
    mail: house.config.smtpUrl && told.ticket.review_state !== 'held' ? act('mail-link') : undefined,
  }
}

/** For views/tickets/_kept: what stands there right after asking. */
export async function keptWords(house: House, told: Told) {
  const { ticket, words } = told
  const { t } = words
  const [pace, email] = await Promise.all([readPace(house.db), findEmail(house.db, ticket.requester_id)])
  const expected = expectedWords(pace, house.settings.now, words)
  const isPrivate = ticket.visibility === 'private'
  return {
    title: t('tickets.kept_title', { number: ticket.id }),
    sentences: [
      ...(ticket.kind === 'thanks' ? [t('tickets.kept_thanks')] : expected),
      ...(ticket.kind === 'thanks'
        ? []
        : [t(email && house.config.smtpUrl ? 'tickets.kept_by_mail' : 'tickets.kept_here')]),
      t(
        isPrivate
          ? 'tickets.kept_private'
          : ticket.review_state === 'held'
            ? 'tickets.kept_held'
            : 'tickets.kept_public',
      ),
    ],
    warning: isPrivate && !email ? t('tickets.kept_only_way') : undefined,
    label: t(isPrivate ? 'tickets.kept_link_private' : 'tickets.kept_link'),
    ...keeping(house, told),
  }
}

/** What comes back when a reply could not be sent. */
export type ReplyForm = {
  typed: Typed
  faults: Faults
  previewHtml?: Html | undefined
  /** Why it came back although nothing in it is wrong. */
  notice?: string | undefined
  /** Says that this very form was asked for; a page for strangers carries none. */
  token: string
  files: readonly AcceptedFile[]
  /** What looks private in it, to be asked about before it is sent. */
  guard?: readonly Found[]
}

/**
 * For views/tickets/replying/_reply-box. Without `action` nobody but the requester and staff may write here; staff do it
 * on the desk, where one reply also answers, links and sets the status.
 */
export function replyBox({ settings, secret }: House, { ticket, words, standing, viewer }: Told, form?: ReplyForm) {
  const { t, language } = words
  const wrong = form?.faults.files
  return {
    action: mayReply(settings.now, ticket, standing) ? ticketActUrl(ticket.id, 'replies') : undefined,
    who: t(ticket.visibility === 'public' ? 'tickets.reply_read_by_all' : 'tickets.reply_read_by_us'),
    isPrivate: ticket.visibility === 'private',
    asksName: standing === 'reader',
    staff: viewer.staff && { name: viewer.staff.name, url: deskTicketUrl(ticket.id) },
    typed: form?.typed ?? {},
    errors: Object.entries(form?.faults ?? {}).map(([name, { key, params }]) => ({ name, message: t(key, params) })),
    previewHtml: form?.previewHtml,
    notice: form?.guard ? t('guard.in_reply') : form?.notice,
    token: form?.token,
    guard: form?.guard && guardWords(form.guard, readChoice(form.typed), t),
    files: filesField(wrong && t(wrong.key, wrong.params), t),
    kept: form && keptFiles(form.files, { secret, language }),
  }
}
