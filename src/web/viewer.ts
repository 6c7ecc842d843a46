/** Who is looking. Made once a request from the cookies; strangers without a cookie cost no query. */
import type { Role } from '../db/schema.ts'
import type { Language } from '../i18n/languages.ts'

export type StaffViewer = {
  id: number
  personId: number
  name: string
  email: string
  role: Role
  language: Language | null
  timeZone: string | null
  /** The session's public id, for the session list. */
  sessionId: string
}

export type GuestPass = { ticketId: number; personId: number }

export type Viewer = {
  staff: StaffViewer | null
  /** The person whose visitor key (or staff session) the browser holds. */
  personId: number | null
  /** Tickets opened in this browser by their secret link. */
  linkedTickets: readonly { id: number; version: number }[]
  /** Tickets to which this browser was brought in by a guest's link, each as that guest; whether it still holds is asked. */
  guestOf?: readonly GuestPass[]
  /** False when the request brought none of our cookies: the page is then the same for everybody. */
  personal: boolean
}

export const STRANGER: Viewer = { staff: null, personId: null, linkedTickets: [], personal: false }

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer
  }
}
