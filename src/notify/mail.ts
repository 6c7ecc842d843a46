/** The carrier of mail: a mail server when SMTP_URL names one, else files in a folder that any mail program opens. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import type { Language } from '../i18n/languages.ts'
import { type Carrier, NotDeliverable, type Parcel } from './deliver.ts'
import { mailText } from './mail-text.ts'
import { type About, type MailMessage, readMail } from './messages.ts'

export type Mailbox = { address: string; language: Language | null }

export type MailOptions = {
  smtpUrl: string | undefined
  /** Where mail goes as .eml files without a mail server. */
  folder: string
  /** MAIL_FROM: an address, or a name with an address in angle brackets. */
  from: string
  siteUrl: string
  site: () => { name: string; language: Language }
  /** The proven address of a person; undefined for everyone else. */
  findMailbox(personId: number): Promise<Mailbox | undefined>
  /** Asked when the mail is sent: what was private in between, or removed, is not told any more. */
  mayRead(about: About): Promise<boolean>
}

export function mailCarrier(options: MailOptions): Carrier {
  const send = options.smtpUrl ? sendBySmtp(options.smtpUrl) : sendToFolder(options.folder)
  return async (parcel, signal) => {
    const mail = await compose(options, parcel)
    await send(mail, parcel, signal)
  }
}

type Mail = ReturnType<typeof headers> & {
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
}

async function compose(options: MailOptions, parcel: Parcel): Promise<Mail> {
  const message = read(parcel.message)
  if (message.notAfter && Date.parse(message.notAfter) < Date.now()) throw new NotDeliverable('it is out of date')
  if (message.about && !(await options.mayRead(message.about)))
    throw new NotDeliverable('its reader may not read that any more')
  const site = options.site()
  const { address, language } = await recipient(options, message)
  const words = mailText({
    name: message.name,
    language: language ?? site.language,
    params: message.kind === 'fixed' ? (message.numbers ?? {}) : (message.params ?? {}),
    link: options.siteUrl + message.link,
    siteName: site.name,
    siteUrl: options.siteUrl,
    quote: message.kind === 'words' ? message.text : undefined,
  })
  return { ...headers(options, parcel, site.name), ...words, to: { name: '', address } }
}

function read(message: unknown): MailMessage {
  try {
    return readMail(message)
  } catch (error) {
    if (error instanceof Error && error.name === 'ZodError') throw new NotDeliverable('the message is none we know')
    throw error
  }
}

async function recipient(options: MailOptions, message: MailMessage): Promise<Mailbox> {
  if (message.kind === 'fixed') return { address: message.to, language: message.language }
  const mailbox = await options.findMailbox(message.toPersonId)
  if (!mailbox) throw new NotDeliverable('the person has no proven address')
  return mailbox
}

/** The Message-ID is the same at every attempt, so that a mail sent twice is seen once. */
function headers({ from, siteUrl }: MailOptions, { id, thread, created_at }: Parcel, siteName: string) {
  const host = new URL(siteUrl).hostname
  const topic = thread.split(' ')[0]?.replace(/[^\w.-]+/g, '.')
  return {
    from: from.includes('<') ? from : { name: siteName, address: from },
    messageId: `<outbox-${id}.${created_at.getTime().toString(36)}@${host}>`,
    ...(topic ? { references: `<${topic}@${host}>` } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

type Send = (mail: Mail, parcel: Parcel, signal: AbortSignal) => Promise<void>

function sendBySmtp(url: string): Send {
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  })
  return async (mail, _parcel, signal) => {
    try {
      await transport.sendMail({ ...mail, signal })
    } catch (error) {
      if (isRefusedAddress(error)) throw new NotDeliverable((error as Error).message)
      throw error
    }
  }
}

/** The server knows the recipient and will never take mail for them; all else (a wrong password too) may be mended. */
function isRefusedAddress(error: unknown): boolean {
  const { code, permanent } = error as { code?: unknown; permanent?: unknown }
  return code === 'EENVELOPE' && permanent === true
}

function sendToFolder(folder: string): Send {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return async (mail, { id }) => {
    const { message } = await transport.sendMail(mail)
    await mkdir(folder, { recursive: true })
    const path = join(folder, `${String(id).padStart(6, '0')}.eml`)
    await writeFile(`${path}.part`, message as Buffer)
    await rename(`${path}.part`, path)
  }
}
