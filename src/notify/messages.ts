/**
 * What may be mailed, as plain data. Two kinds, kept apart by their types: to an address that nobody has proven goes a
 * fixed text with a link and numbers, so that no stranger can make us carry their words to somebody else; words go only
 * to a person whose address is proven, and the address is looked up when the mail is sent.
 */
import { z } from 'zod'
import { LANGUAGES, type Language } from '../i18n/languages.ts'
import { email } from '../web/forms.ts'

type FixedRule = {
  /** What the link may look like: no slug or query in it, since titles are a stranger's words too. */
  link: RegExp
  /** Where a stranger can cause the mail: the most a day to one address, counted together by `group`. */
  limit?: { group: string; perDay: number }
}

const GUEST_LINK = /^\/g\/\d{1,10}-\d{1,10}-[\w-]{22}$/
const SECRET_LINK = /^\/t\/\d{1,10}-\d{1,6}-[\w-]{22}$/
/** A secret link, or the public page of an incident by its number alone. */
const INCIDENT_LINK = /^\/(?:t\/\d{1,10}-\d{1,6}-[\w-]{22}|tickets\/\d{1,10})$/
const BY_ASKING = { group: 'asking', perDay: 3 }

export type FixedMailName =
  | 'ticket_received'
  | 'ticket_link'
  | 'ticket_replied'
  | 'ticket_status'
  | 'ticket_merged'
  | 'ticket_split'
  | 'ticket_contact'
  | 'ticket_guest'
  | 'guest_replied'
  | 'guest_reminded'
  | 'incident_over'
  | 'ticket_acknowledged'
  | 'ticket_reminded'
  | 'ticket_closed'
  | 'invite'
  | 'password_reset'
  | 'password_changed'
  | 'email_changed'

/** Texts stand in the catalogues under `mail.<name>_subject`, `_text` and `_button`. */
export const FIXED_MAILS: Readonly<Record<FixedMailName, FixedRule>> = {
  ticket_received: { link: SECRET_LINK, limit: BY_ASKING },
  ticket_link: { link: SECRET_LINK, limit: BY_ASKING },
  ticket_replied: { link: SECRET_LINK },
  ticket_status: { link: SECRET_LINK },
  ticket_merged: { link: SECRET_LINK },
  ticket_split: { link: SECRET_LINK },
  ticket_contact: { link: SECRET_LINK },
  ticket_guest: { link: GUEST_LINK },
  guest_replied: { link: GUEST_LINK },
  guest_reminded: { link: GUEST_LINK },
  incident_over: { link: INCIDENT_LINK },
  ticket_acknowledged: { link: SECRET_LINK },
  ticket_reminded: { link: SECRET_LINK },
  ticket_closed: { link: SECRET_LINK },
  invite: { link: /^\/invite\/[\w-]{43}$/ },
  password_reset: { link: /^\/reset\/[\w-]{43}$/, limit: { group: 'reset', perDay: 5 } },
  password_changed: { link: /^\/sign-in$/ },
  email_changed: { link: /^\/sign-in$/ },
}

/** Mails with words in them; the catalogue's texts may use any of `params`. */
export const WORDS_MAILS = [
  'staff_new_ticket',
  'staff_new_reply',
  'staff_assigned',
  'staff_escalated',
  'staff_third_party',
] as const

export type WordsMailName = (typeof WORDS_MAILS)[number]

/**
 * What a mail tells of, so that whether its reader may still read it can be asked when it is sent. `incident`: a ticket
 * that is one or belongs to one, told of once that is over.
 */
export type About = { type: 'ticket' | 'reply' | 'incident'; id: number; readerId: number }

type Common = {
  about?: About | undefined
  /** ISO time after which the mail would only mislead (its link has run out): it is then not sent. */
  notAfter?: string | undefined
}

export type FixedMail = Common & {
  kind: 'fixed'
  name: FixedMailName
  to: string
  language: Language
  /** Path on this site. */
  link: string
  /** Fill the text: `{ number: 123 }`. */
  numbers?: Record<string, number> | undefined
}

export type WordsMail = Common & {
  kind: 'words'
  name: WordsMailName
  /** A person with a proven address (staff, or a visitor who opened a link mailed to it); others get nothing. */
  toPersonId: number
  link: string
  params?: Record<string, string | number> | undefined
  /** Quoted beneath, as plain text. */
  text?: string | undefined
}

export type MailMessage = FixedMail | WordsMail

const language = z.enum(LANGUAGES.map(({ code }) => code))
const common = {
  about: z.object({ type: z.enum(['ticket', 'reply', 'incident']), id: z.number(), readerId: z.number() }).optional(),
  notAfter: z.iso.datetime().optional(),
}

const Fixed = z
  .strictObject({
    ...common,
    kind: z.literal('fixed'),
    name: z.enum(Object.keys(FIXED_MAILS) as FixedMailName[]),
    to: email(),
    language,
    link: z.string(),
    numbers: z.record(z.string(), z.number()).optional(),
  })
  .refine(({ name, link }) => FIXED_MAILS[name].link.test(link), 'a fixed mail may not link there')

const Words = z.strictObject({
  ...common,
  kind: z.literal('words'),
  name: z.enum(WORDS_MAILS),
  toPersonId: z.number().int(),
  link: z.string().regex(/^\/(?!\/)[^\s\\]*$/),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  text: z.string().optional(),
})

/** Throws a ZodError for anything else: rows are read as strictly as they are written. */
export function readMail(message: unknown): MailMessage {
  return z.union([Fixed, Words]).parse(message)
}
