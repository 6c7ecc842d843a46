/** What the acts of one import share. */
import type { References } from './references.ts'
import type { Statuses } from './taxonomy.ts'

export type Scope = References & { now: Date; siteUrl: string; siteName: string; statuses: Statuses }
