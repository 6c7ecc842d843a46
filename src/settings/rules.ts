/** What the admin decides about the whole site, with the values it starts with. */
import type { Names } from '../db/schema.ts'
import type { Language } from '../i18n/languages.ts'
import type { Hours } from '../text/business-time.ts'
import type { Targets } from './targets.ts'

export type Settings = {
  name: string
  /** One sentence under the name, by language; empty: the built-in one. */
  sentence: Names
  /** #rrggbb */
  accent: string
  language: Language
  /** IANA name. */
  timeZone: string
  /** When the team answers; null: not said, every hour counts. */
  hours: Hours | null
  targets: Targets
  /** What a visitor without an account may do. */
  anonymousTickets: boolean
  anonymousReplies: boolean
  anonymousVotes: boolean
  /** After how many days the keyed hash of a poster's network block is forgotten. */
  senderDays: number
  /** After how many days a removed ticket is deleted for good; 0: never. */
  removedDays: number
  /** Fields above that the admin has saved at least once (set-up asks for the name). */
  isSetUp: boolean
}

export const DEFAULT_SETTINGS: Settings = {
  name: 'Support',
  sentence: {},
  accent: '#0f766e',
  language: 'en',
  timeZone: 'UTC',
  hours: null,
  targets: { minutes: 60, urgentMinutes: 15, warnMinutes: 15, cells: {} },
  anonymousTickets: true,
  anonymousReplies: true,
  anonymousVotes: true,
  senderDays: 30,
  removedDays: 90,
  isSetUp: false,
}
