/**
 * What an act is that can be done on many tickets at once. Rooms write theirs as data; app.ts hands them to
 * triage/bulk, which asks for what is missing, runs them in chunks and takes them back.
 */
import type { Db, Trx } from '../db/schema.ts'
import type { Faults, Typed } from '../web/forms.ts'
import type { PageWords } from '../web/render.ts'
import type { StaffViewer, Viewer } from '../web/viewer.ts'
import type { Actor, EventType } from './events.ts'
import type { Ticket } from './queries.ts'
import type { TicketWords } from './rows.ts'

export type BulkWords = TicketWords & PageWords
/** Stored with the act until it is done: plain JSON. */
export type BulkParams = Record<string, unknown>
export type BulkChoice = {
  /** '' where the act has but one. */
  value: string
  label: string
  /** More has to be asked before it can be done: `fields`. */
  asks?: boolean
}
/** The tickets it is about; with "everything that fits" the first of them. */
export type BulkAbout = { db: Db; words: BulkWords; ticketIds: readonly number[] }
export type BulkRead = { ok: true; params: BulkParams } | { ok: false; faults: Faults }

export type BulkAct = {
  /** Its name in forms and rows, 'status'. The heading above its choices is the message `bulk.<name>`. */
  name: string
  /** Its choices are verbs, 'Merge into one': a title needs no heading before them. */
  verbs?: boolean
  /** The event it leaves on each ticket. */
  type: EventType
  choices(about: Omit<BulkAbout, 'ticketIds'>): Promise<BulkChoice[]>
  /** Models of frame/_field for choices that ask. */
  fields?(choice: string, asked: { typed: Typed; faults: Faults }, about: BulkAbout): Promise<object[]>
  /** From the form to what is stored; faults stand beside the fields (`act` for the choice itself). */
  read(choice: string, typed: Typed, about: BulkAbout): Promise<BulkRead>
  /** What it does, in words: "Status: Answered". */
  told(params: BulkParams, words: BulkWords): string
  /** Customers who left an address get a mail by it. */
  tells?: boolean
  /** It is for removed tickets, and for no others. */
  onRemoved?: boolean
  /** Other tickets whose rows it changes too: they are locked, and put back with it. */
  also?(trx: Trx, ticketId: number, params: BulkParams): Promise<number[]>
  /** On one locked ticket; leaves its event. Throws Refused to leave this one as it is; what it did to it is then taken back. */
  run(trx: Trx, ticket: Ticket, params: BulkParams, by: BulkBy): Promise<void>
}

export type BulkBy = { viewer: Viewer; staff: StaffViewer; actor: Actor }
