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
  waiting: WaitingRules
  /** What belongs in public and what in private, for the team: Markdown by language. */
  guidelines: Names
  /** What is said to somebody with whom there is nothing more to discuss, by language; empty: the built-in text. */
  politeText: Names
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

/** Days; each counts from what was before it. */
export type Reminding = {
  isOn: boolean
  firstDays: number
  againDays: number
  /** After the second reminder; 0: never. */
  closeDays: number
  /** When it was switched on (ISO): nobody is reminded at once of what has waited for years. */
  since: string
}
/** Of whom a ticket waits for. */
export type WaitingRules = { customer: Reminding; thirdParty: Reminding }

export const DEFAULT_WAITING: WaitingRules = {
  customer: { isOn: false, firstDays: 3, againDays: 7, closeDays: 14, since: '' },
  thirdParty: { isOn: false, firstDays: 5, againDays: 7, closeDays: 0, since: '' },
}

export const DEFAULT_SETTINGS: Settings = {
  name: 'Support',
  sentence: {},
  accent: '#0f766e',
  language: 'en',
  timeZone: 'UTC',
  hours: null,
  targets: { minutes: 60, urgentMinutes: 15, warnMinutes: 15, cells: {} },
  waiting: DEFAULT_WAITING,
  guidelines: {},
  politeText: {},
  anonymousTickets: true,
  anonymousReplies: true,
  anonymousVotes: true,
  senderDays: 30,
  removedDays: 90,
  isSetUp: false,
}
