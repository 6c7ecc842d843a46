/** The reply box in words: three modes, what may be chosen in each, and all that was typed when it comes back. */
import { articleUrl } from '../../articles/urls.ts'
import type { AcceptedFile } from '../../files/accept.ts'
import type { House } from '../../house.ts'
import { listStaff } from '../../people/queries.ts'
import { guidelinesIn } from '../../settings/guidelines.ts'
import { statusName } from '../../taxonomy/rules.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import { filesField, keptFiles } from '../form-files.ts'
import type { Ticket } from '../queries.ts'
import type { TicketWords } from '../rows.ts'
import { TEXT_MAX } from '../writing.ts'
import { findDraft } from './drafts.ts'
import { articleField, readArticleIds } from './forms.ts'
import {
  type Choice,
  findArticles,
  linkedArticleIds,
  listAddressees,
  newestReply,
  publishedArticles,
  suggestFor,
} from './queries.ts'
import { MODES, type Mode, usuallyOfficial, usualStatus } from './rules.ts'
import { answersUrl, draftUrl, pickUrl } from './urls.ts'

/** A reply on its way: what was typed, and why it came back. */
export type Draft = {
  typed: Typed
  faults: Faults
  files: readonly AcceptedFile[]
  /** Why it came back although nothing in it is wrong. */
  notice?: string | undefined
  /** Show it as it will look. */
  preview?: boolean
  /** Articles were looked for, without script. */
  found?: boolean
}

/** For views/tickets/answering/_reply-box. Without a draft: the box as the page opens with. */
export async function replyBox(house: House, words: TicketWords, ticket: Ticket, staffId: number, given?: Draft) {
  const { t, language } = words
  const { db, secret, config } = house
  const kept = await findDraft(db, staffId, ticket.id)
  // What came back is newer than what was kept.
  const draft = given ?? (kept && { typed: kept.fields, faults: {}, files: [] })
  const { typed = {}, faults = {} } = draft ?? {}
  const seen = await newestReply(db, ticket.id)
  const mode = MODES.find((one) => one === typed.mode) ?? 'public'
  const wrong = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const closed = ticket.visibility === 'private' || ticket.review_state === 'held' || ticket.review_state === 'spam'
  const requester = ticket.requester_name || t('tickets.anonymous')
  const [addressees, colleagues, picker] = await Promise.all([
    listAddressees(db, ticket),
    listStaff(db),
    pickerWords(house, ticket, typed, given?.found ?? false),
  ])
  const usual = usualStatus(house.taxonomy.now, ticket)
  return {
    action: answersUrl(ticket.id),
    seen,
    guidelines: guidelinesWords(house, language),
    mode,
    modes: MODES.map((one) => modeWords(one, { closed, several: addressees.length > 1, requester }, words)),
    approves: ticket.visibility === 'public' && ticket.review_state !== 'approved',
    text: typed.text ?? '',
    textMax: TEXT_MAX,
    isBack: given !== undefined,
    draft: {
      url: draftUrl(ticket.id),
      version: given ? typed.draft : kept?.version,
      since: given ? undefined : kept?.updated_at,
    },
    colleagues: colleagues.filter(({ id }) => id !== staffId).map(({ name }) => name),
    previewHtml:
      given?.preview && typed.text
        ? renderMarkdown(typed.text, { author: 'staff', siteUrl: config.siteUrl })
        : undefined,
    notice: given?.notice,
    errorOf: wrong,
    addressees: addressees.map(({ personId, name }) => ({
      value: String(personId),
      label: name || t('tickets.anonymous'),
    })),
    addressee: typed.addressee ?? String(ticket.requester_id),
    status: statusChoices(house, ticket, words, typed.status ?? (draft ? '' : String(usual?.id ?? ''))),
    otherStatus: statusChoices(house, ticket, words, typed.other_status ?? ''),
    reason: typed.reason ?? '',
    official: draft ? typed.official !== undefined : usuallyOfficial(ticket),
    picker,
    files: filesField(wrong('files'), t),
    kept: keptFiles(draft?.files ?? [], { secret, language }),
  }
}

/** One key away while somebody thinks about what may be said in public. */
function guidelinesWords({ settings, config }: House, reader: TicketWords['language']) {
  const { source, language } = guidelinesIn(settings.now, reader)
  return { bodyHtml: renderMarkdown(source, { author: 'staff', siteUrl: config.siteUrl }), language }
}

/** Faults of the box for the summary on top of the page. */
export function boxErrors(faults: Faults, { t }: TicketWords): { name: string; message: string }[] {
  return Object.entries(faults).map(([name, { key, params }]) => ({ name, message: t(key, params) }))
}

/** `closed`: strangers cannot read the ticket, so that "public" means whoever may. `several` may be written to alone. */
function modeWords(
  mode: Mode,
  { closed, several, requester }: { closed: boolean; several: boolean; requester: string },
  { t }: TicketWords,
) {
  const reach = mode === 'public' && closed ? 'customer' : mode
  const who = mode === 'private' && several ? 'one_of_them' : reach
  return {
    mode,
    icon: mode === 'public' && closed ? 'reply' : mode,
    tab: t(`answering.tab_${reach}`),
    who: t(`answering.who_${who}`, { name: requester }),
    send: t(`answering.send_${mode}`),
    sendNext: t(`answering.send_${mode}_next`),
  }
}

function statusChoices({ taxonomy }: House, ticket: Ticket, words: TicketWords, value: string) {
  const { t, language, siteLanguage } = words
  const options = taxonomy.now.byKind[ticket.kind]
    .filter(({ id }) => id !== ticket.status_id)
    .map((status) => ({
      value: String(status.id),
      label: statusName(status, t, language, siteLanguage),
      needsReason: status.needs_reason,
    }))
  return { value, options: [{ value: '', label: t('answering.status_stays'), needsReason: false }, ...options] }
}

/** Articles picked stay ticked; those found, or suggested by the ticket itself, can be ticked. */
async function pickerWords({ db }: House, ticket: Ticket, typed: Typed, found: boolean) {
  const picked = await publishedArticles(db, readArticleIds(typed))
  const linked = new Set(await linkedArticleIds(db, ticket.id))
  const words = typed.find ?? ''
  const offered = found && words ? await findArticles(db, words) : await suggestFor(db, ticket)
  const known = new Set(picked.map(({ id }) => id))
  return {
    words,
    url: `${pickUrl()}?ticket=${ticket.id}`,
    picked: picked.map(choiceWords),
    offered: offered.filter(({ id }) => !known.has(id) && !linked.has(id)).map(choiceWords),
    nothing: found && words !== '' && offered.length === 0,
    found: found && words !== '',
  }
}

/** For views/tickets/answering/_choices. */
export function choiceWords(article: Choice) {
  return {
    id: article.id,
    field: articleField(article.id),
    title: article.title,
    summary: article.summary,
    language: article.language,
    url: articleUrl(article),
  }
}
