/** Every table on one page. Column names are SQL's; `pages.ts` files make them words of a page. */
import type { ColumnType, GeneratedAlways, Insertable, JSONColumnType, Kysely, Selectable, Transaction } from 'kysely'

export type Kind = 'question' | 'problem' | 'idea' | 'thanks'
export type Visibility = 'public' | 'private'
export type ReviewState = 'approved' | 'unreviewed' | 'held' | 'spam'
export type Phase = 'open' | 'waiting' | 'done'
export type Audience = 'public' | 'private' | 'note'
export type Role = 'agent' | 'admin'
export type ArticleState = 'draft' | 'published' | 'internal'
export type RemovedWhy = 'withdrawn' | 'deleted' | 'spam'
/** {language: text}, e.g. { en: 'Billing', ru: 'Оплата' } */
export type Names = Record<string, string>

type Id = GeneratedAlways<number>
/** Has a default; may be left out of an insert. */
type Default<T> = ColumnType<T, T | undefined, T>
type Time = ColumnType<Date, Date | string, Date | string>
type TimeDefault = ColumnType<Date, Date | string | undefined, Date | string>
type TimeNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Null<T> = ColumnType<T | null, T | null | undefined, T | null>
/** jsonb: read parsed, written as JSON text. */
type Json<T extends object | null> = JSONColumnType<T, string, string>
type JsonDefault<T extends object | null> = JSONColumnType<T, string | undefined, string>

export type People = {
  id: Id
  name: Default<string>
  email: Null<string>
  email_verified_at: TimeNull
  language: Null<string>
  merged_into: Null<number>
  created_at: TimeDefault
}
export type VisitorKeys = { key_hash: Buffer; person_id: number; created_at: TimeDefault }
export type StaffTable = {
  id: Id
  person_id: number
  name: string
  name_skeleton: string
  email: string
  title: Default<string>
  role: Role
  password_hash: Null<string>
  language: Null<string>
  time_zone: Null<string>
  created_at: TimeDefault
  deactivated_at: TimeNull
  notices: Default<'none' | 'mine' | 'all'>
  notice_sound: Default<boolean>
  uses_keys: Default<boolean>
}
export type Sessions = {
  id: string
  public_id: Default<string>
  staff_id: number
  expires_at: Time
  created_at: TimeDefault
  browser: Default<string>
}
export type OneTimeLinks = {
  token_hash: Buffer
  purpose: 'setup' | 'invite' | 'reset' | 'carry'
  staff_id: Null<number>
  person_id: Null<number>
  email: Null<string>
  role: Null<Role>
  created_by: Null<number>
  created_at: TimeDefault
  expires_at: Time
  used_at: TimeNull
}
export type Buckets = { key: string; tokens: number; updated_at: TimeDefault }
export type SettingsTable = { key: string; value: JSONColumnType<object, string, string>; updated_at: TimeDefault }

export type Categories = {
  id: Id
  slug: string
  names: Json<Names>
  descriptions: JsonDefault<Names>
  icon: Default<string>
  position: Default<number>
  default_assignee_id: Null<number>
  created_at: TimeDefault
}
export type Tags = { id: Id; name: string; created_at: TimeDefault }
export type TaxonomyRedirects = {
  kind: 'category' | 'tag'
  old: string
  category_id: Null<number>
  tag_id: Null<number>
}
export type Statuses = {
  id: Id
  kind: Kind
  phase: Phase
  message_key: Null<string>
  names: JsonDefault<Names>
  colour: string
  position: number
  needs_reason: Default<boolean>
  is_first: Default<boolean>
  /** In the phase `waiting`: null is the customer. */
  waiting_for: Null<'third_party'>
}

/** See the migration: what fits, and what follows from it. */
export type RoutingRules = {
  id: Id
  position: number
  name: string
  kind: Null<Kind>
  category_id: Null<number>
  language: Null<string>
  channel: Null<string>
  words: Default<string[]>
  waits_minutes: Null<number>
  priority: Null<number>
  assignee_id: Null<number>
  to_rota: Default<boolean>
  is_on: Default<boolean>
  created_at: TimeDefault
}
export type RuleRuns = { ticket_id: number; rule_id: number; waiting_since: Time }
/** 1 Monday … 7 Sunday */
export type RotaWeek = { weekday: number; staff_ids: Default<number[]> }
/** `day` as '2026-11-22' */
export type RotaDays = { day: string; staff_ids: Default<number[]> }
export type Restraints = {
  id: Id
  mode: 'slow' | 'shadow'
  person_id: Null<number>
  sender_hash: Null<Buffer>
  minutes: Null<number>
  ticket_id: Null<number>
  made_by: Null<number>
  created_at: TimeDefault
  until: Time
}

export type Tickets = {
  id: Id
  kind: Kind
  visibility: Visibility
  review_state: ReviewState
  status_id: number
  phase: Phase
  category_id: Null<number>
  assignee_id: Null<number>
  requester_id: number
  requester_name: Default<string>
  /** Who wrote the text where it was not the requester; else ''. */
  author_name: Default<string>
  by_staff: Default<boolean>
  title: string
  slug: Default<string>
  source: string
  html: string
  html_version: number
  excerpt: Default<string>
  language: Default<string>
  question_missing: Default<boolean>
  created_at: TimeDefault
  edited_at: TimeNull
  activity_at: TimeDefault
  changed_at: TimeDefault
  waiting_since: TimeNull
  first_reply_at: TimeNull
  first_public_reply_at: TimeNull
  done_at: TimeNull
  official_reply_id: Null<number>
  solved_by_reply_id: Null<number>
  thanked_at: TimeNull
  vote_count: Default<number>
  carried_votes: Default<number>
  reply_count: Default<number>
  link_version: Default<number>
  merged_into: Null<number>
  removed_at: TimeNull
  removed_why: Null<RemovedWhy>
  was_public: Default<boolean>
  form_id: Null<string>
  text_hash: Null<Buffer>
  sender_hash: Null<Buffer>
  spam_score: Default<number>
  spam_signals: Default<string[]>
  search: Default<string>
  /** 1 low, 2 normal, 3 high, 4 urgent */
  priority: Default<number>
  channel: Default<string>
  channel_url: Null<string>
  snoozed_at: TimeNull
  snoozed_until: TimeNull
  acknowledged_at: TimeNull
  first_reply_due_at: TimeNull
  due_warned_at: TimeNull
  first_reply_business_s: Null<number>
  done_business_s: Null<number>
  is_shadowed: Default<boolean>
}
export type TicketPeople = {
  ticket_id: number
  person_id: number
  role: 'requester' | 'guest'
  since: TimeDefault
  until: TimeNull
}
export type PersonNotes = {
  id: Id
  person_id: number
  ticket_id: Null<number>
  written_by: number
  source: string
  html: string
  html_version: number
  language: Default<string>
  created_at: TimeDefault
  removed_at: TimeNull
}
export type TicketTags = { ticket_id: number; tag_id: number }
export type Replies = {
  id: Id
  ticket_id: number
  person_id: number
  author_name: Default<string>
  by_staff: Default<boolean>
  by_requester: Default<boolean>
  audience: Audience
  addressee_id: Null<number>
  review_state: ReviewState
  source: string
  html: string
  html_version: number
  language: Default<string>
  created_at: TimeDefault
  edited_at: TimeNull
  removed_at: TimeNull
  is_thanks: Default<boolean>
  text_hash: Null<Buffer>
  sender_hash: Null<Buffer>
  spam_score: Default<number>
  spam_signals: Default<string[]>
  is_shadowed: Default<boolean>
}
export type Votes = { ticket_id: number; person_id: number; created_at: TimeDefault }
export type TextVersions = {
  id: Id
  ticket_id: number
  reply_id: Null<number>
  title: Null<string>
  source: string
  changed_by: number
  created_at: TimeDefault
}
/** What stood in a text before something in it was hidden from the public; for staff alone. */
export type Redactions = {
  id: Id
  ticket_id: number
  reply_id: Null<number>
  title: Null<string>
  source: string
  hidden: JsonDefault<{ kind: string; text: string }[]>
  redacted_by: Null<number>
  created_at: TimeDefault
}
export type Events = {
  id: Id
  ticket_id: Null<number>
  article_id: Null<number>
  person_id: Null<number>
  by_staff: Default<boolean>
  type: string
  data: JsonDefault<Record<string, unknown>>
  is_public: Default<boolean>
  created_at: TimeDefault
}
export type Attachments = {
  id: Id
  token: string
  ticket_id: Null<number>
  reply_id: Null<number>
  article_id: Null<number>
  key: string
  thumb_key: Null<string>
  name: string
  type: string
  is_inline: boolean
  bytes: number
  sha256: string
  width: Null<number>
  height: Null<number>
  created_at: TimeDefault
}
export type RelatedTickets = { ticket_id: number; related_id: number; rank: number }

export type ContentsLine = { level: 2 | 3; id: string; text: string }
export type Articles = {
  id: Id
  slug: Default<string>
  title: string
  summary: Default<string>
  source: string
  html: string
  html_version: number
  contents: JsonDefault<ContentsLine[]>
  language: Default<string>
  state: ArticleState
  category_id: Null<number>
  author_id: Null<number>
  from_reply_id: Null<number>
  version: Default<number>
  created_at: TimeDefault
  updated_at: TimeDefault
  published_at: TimeNull
  was_public: Default<boolean>
  removed_at: TimeNull
  carried_yes: Default<number>
  carried_no: Default<number>
  search: Default<string>
}
export type ArticleVersions = {
  article_id: number
  version: number
  title: string
  summary: string
  source: string
  changed_by: Null<number>
  created_at: TimeDefault
}
export type ArticleTags = { article_id: number; tag_id: number }
export type ArticleVotes = { article_id: number; person_id: number; helpful: boolean; created_at: TimeDefault }
export type Links = {
  ticket_id: number
  article_id: number
  reply_id: Null<number>
  linked_by: Null<number>
  created_at: TimeDefault
}

/** One changed row: null before, it was made; null after, it was deleted; else only the columns that differ. */
export type RowChange = {
  table: string
  key: Record<string, unknown>
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}
export type Undos = {
  id: Id
  staff_id: number
  type: string
  ticket_ids: number[]
  changes: Json<RowChange[]>
  created_at: TimeDefault
  undone_at: TimeNull
  undone_by: Null<number>
  bulk_id: Null<number>
}
export type SavedViews = {
  id: Id
  staff_id: number
  name: string
  is_shared: Default<boolean>
  query: string
  created_at: TimeDefault
  removed_at: TimeNull
}
export type BulkState = 'running' | 'stopped' | 'done' | 'undoing' | 'undone'
/** A ticket that an act on many left as it was, and why. */
export type BulkRefusal = { id: number; key: string; params: Record<string, unknown> }
export type BulkActs = {
  id: Id
  staff_id: number
  act: string
  params: JsonDefault<Record<string, unknown>>
  spot: Default<string>
  ticket_ids: number[]
  done: Default<number>
  changed: Default<number>
  undone: Default<number>
  refused: JsonDefault<BulkRefusal[]>
  refused_count: Default<number>
  state: Default<BulkState>
  created_at: TimeDefault
  ended_at: TimeNull
}
export type Audit = {
  id: Id
  staff_id: Null<number>
  act: string
  what: Default<string>
  before: JsonDefault<Record<string, unknown>>
  after: JsonDefault<Record<string, unknown>>
  created_at: TimeDefault
}

/** A reply of staff that was begun; `fields`: its form as typed. */
export type Drafts = {
  staff_id: number
  ticket_id: number
  fields: Json<Record<string, string>>
  version: Default<number>
  updated_at: TimeDefault
}
/** "@Mira" in a note; without a reply, a thank-you passed on. */
export type Mentions = {
  id: Id
  ticket_id: number
  reply_id: Null<number>
  staff_id: number
  by_person_id: Null<number>
  created_at: TimeDefault
  settled_at: TimeNull
}
export type Presence = { ticket_id: number; staff_id: number; seen_at: Time; typing_at: TimeNull }

export type Incidents = {
  ticket_id: number
  headline: string
  language: Default<string>
  since: Time
  next_word_at: TimeNull
  declared_at: TimeDefault
  ended_at: TimeNull
}
export type IncidentTickets = { ticket_id: number; incident_id: number; gathered_at: TimeDefault }

export type Outbox = {
  id: Id
  carrier: string
  dedupe_key: Null<string>
  thread: Default<string>
  message: Json<object>
  attempts: Default<number>
  run_at: TimeDefault
  locked_until: TimeNull
  sent_at: TimeNull
  failed_at: TimeNull
  error: Null<string>
  created_at: TimeDefault
}
export type Imported = {
  source: string
  type: string
  external_id: string
  row_id: number
  content_hash: Buffer
  created_at: TimeDefault
}
export type Originals = {
  id: Id
  ticket_id: Null<number>
  reply_id: Null<number>
  article_id: Null<number>
  html: string
}
export type OldPaths = { path: string; ticket_id: Null<number>; article_id: Null<number> }

export type Database = {
  people: People
  visitor_keys: VisitorKeys
  staff: StaffTable
  sessions: Sessions
  one_time_links: OneTimeLinks
  buckets: Buckets
  settings: SettingsTable
  categories: Categories
  tags: Tags
  taxonomy_redirects: TaxonomyRedirects
  statuses: Statuses
  routing_rules: RoutingRules
  rule_runs: RuleRuns
  rota_week: RotaWeek
  rota_days: RotaDays
  restraints: Restraints
  tickets: Tickets
  ticket_people: TicketPeople
  person_notes: PersonNotes
  ticket_tags: TicketTags
  replies: Replies
  votes: Votes
  text_versions: TextVersions
  redactions: Redactions
  events: Events
  attachments: Attachments
  related_tickets: RelatedTickets
  articles: Articles
  article_versions: ArticleVersions
  article_tags: ArticleTags
  article_votes: ArticleVotes
  links: Links
  undos: Undos
  drafts: Drafts
  mentions: Mentions
  presence: Presence
  incidents: Incidents
  incident_tickets: IncidentTickets
  saved_views: SavedViews
  bulk_acts: BulkActs
  audit: Audit
  outbox: Outbox
  imported: Imported
  originals: Originals
  old_paths: OldPaths
}

/** What reads take: the pool, or a transaction where one is open. */
export type Db = Kysely<Database>
/** What commands take: what belongs together is stored together. */
export type Trx = Transaction<Database>

export type TicketRow = Selectable<Tickets>
export type NewTicket = Insertable<Tickets>
export type ReplyRow = Selectable<Replies>
export type ArticleRow = Selectable<Articles>
export type StatusRow = Selectable<Statuses>
export type CategoryRow = Selectable<Categories>
export type StaffRow = Selectable<StaffTable>
export type RoutingRuleRow = Selectable<RoutingRules>
