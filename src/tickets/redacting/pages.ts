import { editArticleUrl } from '../../articles/urls.ts'
import { hideIn } from '../../text/private-data/hide.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { type Found, guardWords, lookOver, readChoice } from '../guard.ts'
import type { Ticket } from '../queries.ts'
import { wordIn } from '../redaction.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { TEXT_MAX } from '../writing.ts'
import type { listArticlesWith, Message } from './queries.ts'

type Redacting = {
  ticket: Ticket
  spot: string
  found: readonly Found[]
  files: string[]
  articles: Awaited<ReturnType<typeof listArticlesWith>>
  typed: Typed
  faults?: Faults
  /** Something came in since the page was made. */
  overtaken?: boolean
}

export function redactPage(redacting: Redacting, { t }: PageWords): Page {
  const { ticket, spot, found, files, articles, typed, faults = {}, overtaken = false } = redacting
  const error = faults.also && t(faults.also.key)
  return {
    template: 'tickets/redacting/redact',
    title: t('redacting.title'),
    area: 'desk',
    status: overtaken ? 409 : error ? 422 : 200,
    model: {
      ticket: { title: ticket.title, language: ticket.language },
      back: deskTicketUrl(ticket.id, spot),
      action: deskActUrl(ticket.id, 'redact'),
      spot: { name: SPOT_FIELD, value: spot },
      part: `${deskActUrl(ticket.id, 'part')}?${new URLSearchParams({ [SPOT_FIELD]: spot })}`,
      notice: overtaken && { kind: 'warning', text: t('redacting.overtaken') },
      errors: error ? [{ name: 'also', message: error }] : [],
      guard: found.length > 0 && { ...guardWords(found, readChoice(typed), t), legend: t('redacting.legend') },
      also: {
        name: 'also',
        type: 'textarea',
        rows: 3,
        label: t('redacting.also'),
        help: t('redacting.also_help'),
        value: typed.also,
        error,
      },
      files,
      articles: articles.map(({ id, title, language }) => ({ url: editArticleUrl(id), title, language })),
    },
  }
}

type Parting = {
  ticket: Ticket
  message: Message
  spot: string
  was: string
  typed?: Typed
  faults?: Faults
  overtaken?: boolean
}

/** What looks private stands as marks in the one half already, and whole in the other. */
export function partPage(
  { ticket, message, spot, was, typed, faults = {}, overtaken }: Parting,
  { t }: PageWords,
): Page {
  const wrong = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const found = lookOver([message.source])
  const field = (name: 'open' | 'apart', value: string) => ({
    name,
    type: 'textarea',
    rows: 10,
    label: t(`parting.${name}`),
    help: t(`parting.${name}_help`),
    value: typed?.[name] ?? value,
    error: wrong(name),
    required: true,
    maxlength: TEXT_MAX,
  })
  return {
    template: 'tickets/redacting/part',
    title: t('parting.title'),
    area: 'desk',
    status: overtaken ? 409 : Object.keys(faults).length > 0 ? 422 : 200,
    model: {
      ticket: { title: ticket.title, language: ticket.language },
      back: deskTicketUrl(ticket.id, spot),
      action: deskActUrl(ticket.id, 'part'),
      hidden: [
        { name: SPOT_FIELD, value: spot },
        { name: 'was', value: was },
        ...(message.replyId === undefined ? [] : [{ name: 'reply', value: String(message.replyId) }]),
      ],
      notice: overtaken && { kind: 'warning', text: t('redacting.overtaken') },
      errors: Object.keys(faults).map((name) => ({ name, message: wrong(name) })),
      fields: [
        field('open', hideIn(message.source, found, wordIn(message.language))),
        field('apart', partsWith(message.source, found)),
      ],
    },
  }
}

/** The paragraphs in which something private stands; all of it where they cannot be told apart. */
function partsWith(source: string, found: readonly Found[]): string {
  const paragraphs = source.split(/\n{2,}/)
  const apart = paragraphs.filter((paragraph) => hideIn(paragraph, found, () => '…') !== paragraph)
  return (apart.length > 0 ? apart : paragraphs).join('\n\n')
}
