/** One mail's words, as plain text and as simple HTML made from the same parts. */
import { join } from 'node:path'
import { Eta } from 'eta'
import { type Language, translator } from '../i18n/languages.ts'
import { cleanLine, cleanText } from '../text/clean.ts'
import { directionOf } from '../text/detect-language.ts'

export type MailWords = {
  /** The catalogue's `mail.<name>_subject`, `_text`, `_button`. */
  name: string
  language: Language
  params: Record<string, string | number>
  /** Absolute. */
  link: string
  siteName: string
  siteUrl: string
  /** Somebody's own words, quoted beneath. */
  quote?: string | undefined
}

const QUOTE_CHARACTERS = 4000

const eta = new Eta({ views: join(import.meta.dirname, '../../views'), cache: true, autoTrim: [false, 'nl'] })

export function mailText(words: MailWords): { subject: string; text: string; html: string } {
  const t = translator(words.language)
  const params = { site: words.siteName, ...oneLineEach(words.params) }
  const quote = words.quote ? shortened(cleanText(words.quote).trim()) : ''
  const parts = {
    subject: cleanLine(t(`mail.${words.name}_subject`, params)),
    text: t(`mail.${words.name}_text`, params),
    button: t(`mail.${words.name}_button`, params),
    footer: t('mail.footer', params),
    quote,
    link: words.link,
    siteName: words.siteName,
    siteUrl: words.siteUrl,
    language: words.language,
    dir: directionOf(words.language),
  }
  const blocks = [
    parts.text,
    quote === '' ? '' : quote.replace(/^/gm, '> '),
    `${parts.button}:\n${words.link}`,
    `-- \n${parts.footer}\n${words.siteUrl}`,
  ]
  return {
    subject: parts.subject,
    text: `${blocks.filter(Boolean).join('\n\n')}\n`,
    html: eta.render('notify/mail', parts),
  }
}

function oneLineEach(params: MailWords['params']): MailWords['params'] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? cleanLine(value) : value]),
  )
}

function shortened(text: string): string {
  return text.length <= QUOTE_CHARACTERS ? text : `${text.slice(0, QUOTE_CHARACTERS).toWellFormed()} …`
}
