/** Staff write a ticket down for a customer, or write to one first. */
import { z } from 'zod'
import { LANGUAGES } from '../../i18n/languages.ts'
import { KINDS } from '../../taxonomy/rules.ts'
import { checkbox, email, id, line, lines, optional } from '../../web/forms.ts'
import { NAME_MAX, TEXT_MAX, TITLE_MAX } from '../writing.ts'
import { CHANNELS } from './rules.ts'

const Common = {
  title: line(TITLE_MAX, 1),
  text: lines(TEXT_MAX, 1),
  name: optional(line(NAME_MAX)),
  language: z.enum(LANGUAGES.map(({ code }) => code)),
  category: optional(id()),
  /** Somebody known already, whose ticket this is. */
  person: optional(id()),
}

const URL_MAX = 2000

/** An address of the web, and no other scheme: it becomes a link that staff click. */
const webAddress = () =>
  line(URL_MAX).pipe(
    z.string().refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), 'key:opening.not_url'),
  )

export const BehalfForm = z.object({
  ...Common,
  kind: z.enum(KINDS),
  visibility: z.enum(['public', 'private']),
  channel: z.enum(CHANNELS),
  channel_url: optional(webAddress()),
  email: optional(email()),
  mail: checkbox(),
})

export const ContactForm = z.object({ ...Common, email: optional(email()) })
