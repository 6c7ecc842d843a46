/** Visitors who post: each from an address of their own, with a form that was open long enough to have been written in. */
import type { Kind, Visibility } from '../../src/db/schema.ts'
import { makeFormToken } from '../../src/web/form-token.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

/** Believes the forwarded address, so that a test decides where its visitors come from. */
export const openSiteOfMany = (environment: Record<string, string> = {}) =>
  openSite({ TRUST_PROXY: '127.0.0.1', ...environment })

let addresses = 0
let questions = 0

function nextAddress(): string {
  addresses += 1
  return `10.${addresses % 250}.${Math.floor(addresses / 250)}.1`
}

/** A browser that has not been here before, at an address nobody else has (networks differ too). */
export function newcomer(site: Site, address = nextAddress()): Browser {
  return site.visitor().set('x-forwarded-for', address).set('accept-language', 'en')
}

/** A form that was made so many seconds ago. */
export const formMade = (site: Site, secondsAgo = 60) =>
  makeFormToken(site.house.secret, new Date(Date.now() - secondsAgo * 1000))

type Fields = Partial<Record<string, string>> & { kind?: Kind; visibility?: Visibility }

/**
 * What the ask form sends when nothing is wrong with it; `seen`: past the step with similar tickets. The words are new
 * each time: the same ones of several people look like a script's.
 */
export function question(site: Site, fields: Fields = {}): Record<string, string> {
  questions += 1
  return {
    form: formMade(site),
    seen: '1',
    homepage: '',
    kind: 'question',
    visibility: 'public',
    title: 'How do I change my key without losing a call?',
    text: `We change it every ninety days, and last time four minutes of calls were lost (${questions}).`,
    ...(fields as Record<string, string>),
  }
}

export type Asked = { id: number; url: string; browser: Browser }

/** Asks and answers with the ticket's number and address; throws when it was not taken. */
export async function asked(site: Site, fields: Fields = {}, browser = newcomer(site)): Promise<Asked> {
  const answer = await browser.post('/tickets').type('form').send(question(site, fields))
  const url = answer.headers.location?.replace(/\?new=.*/, '')
  if (answer.status !== 303 || !url) throw new Error(`not taken: ${answer.status} ${answer.text}`)
  return { id: idIn(url), url, browser }
}

export const idIn = (url: string) => Number(/\/tickets\/(\d+)/.exec(url)?.[1])

export const ticketRow = (site: Site, id: number) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

export const countTickets = async (site: Site) => {
  const { n } = await site.house.db
    .selectFrom('tickets')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

export const repliesOf = (site: Site, ticketId: number) =>
  site.house.db.selectFrom('replies').selectAll().where('ticket_id', '=', ticketId).orderBy('id').execute()

export const eventsOf = async (site: Site, ticketId: number) => {
  const rows = await site.house.db
    .selectFrom('events')
    .select(['type', 'data'])
    .where('ticket_id', '=', ticketId)
    .orderBy('id')
    .execute()
  return rows.map(({ type }) => type)
}
