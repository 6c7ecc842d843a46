/** Rows as the product would leave them, put in without its forms. Every maker takes only what the test is about. */
import { composeArticle } from '../../src/articles/compose.ts'
import type {
  ArticleState,
  Audience,
  Kind,
  Names,
  NewTicket,
  ReviewState,
  Role,
  Visibility,
} from '../../src/db/schema.ts'
import type { House } from '../../src/house.ts'
import { firstStatus } from '../../src/taxonomy/rules.ts'
import { nameSkeleton } from '../../src/text/name-skeleton.ts'
import { linkArticle, refreshTicket } from '../../src/tickets/commands.ts'
import { composeReplyText, composeTicketText } from '../../src/tickets/writing.ts'

let count = 0

export async function makePerson(house: House, { name = '', email = null as string | null } = {}): Promise<number> {
  const row = await house.db.insertInto('people').values({ name, email }).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export type MadeStaff = { id: number; personId: number; name: string; email: string; role: Role }

export async function makeStaff(house: House, given: Partial<MadeStaff> = {}): Promise<MadeStaff> {
  count += 1
  const staff = { name: `Mira Novak ${count}`, email: `staff${count}@earshot.test`, role: 'agent' as Role, ...given }
  const personId = given.personId ?? (await makePerson(house, { name: staff.name, email: staff.email }))
  const { id } = await house.db
    .insertInto('staff')
    .values({
      person_id: personId,
      name: staff.name,
      name_skeleton: nameSkeleton(staff.name),
      email: staff.email,
      role: staff.role,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...staff, id, personId }
}

export type MadeCategory = { id: number; slug: string }

export async function makeCategory(
  house: House,
  { slug = '', names = { en: 'Billing' } as Names, icon = 'category', position = 0 } = {},
): Promise<MadeCategory> {
  count += 1
  const row = await house.db
    .insertInto('categories')
    .values({ slug: slug || `category-${count}`, names: JSON.stringify(names), icon, position })
    .returning(['id', 'slug'])
    .executeTakeFirstOrThrow()
  await house.taxonomy.refresh()
  return row
}

export type GivenTicket = {
  kind?: Kind
  visibility?: Visibility
  review_state?: ReviewState
  title?: string
  source?: string
  /** Detected when not given, as in the product. */
  language?: string
  /** A status of the kind by its message key, e.g. 'answered'. */
  status?: string
  requesterId?: number
  requesterName?: string
  category?: { id: number }
  tags?: string[]
  votes?: number
  createdAt?: Date
  /** Columns as they stand, over all of the above. */
  columns?: Partial<NewTicket>
}

export type MadeTicket = { id: number; slug: string; url: string; requesterId: number; linkVersion: number }

export async function makeTicket(house: House, given: GivenTicket = {}): Promise<MadeTicket> {
  count += 1
  const { kind = 'question', visibility = 'public', review_state = 'approved', createdAt = new Date() } = given
  const text = composeTicketText(
    given.title ?? `How do I change key ${count}?`,
    given.source ?? 'We change our key every ninety days and must not lose a single call while we do it.',
    { byStaff: false, siteUrl: house.config.siteUrl, language: given.language ?? 'en' },
  )
  const status = given.status
    ? house.taxonomy.now.byKind[kind].find(({ message_key }) => message_key === given.status)
    : firstStatus(house.taxonomy.now, kind)
  if (!status) throw new Error(`no status ${given.status} of kind ${kind}`)
  const requesterId = given.requesterId ?? (await makePerson(house))
  return house.db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('tickets')
      .values({
        ...text,
        kind,
        visibility,
        review_state,
        status_id: status.id,
        phase: status.phase,
        category_id: given.category?.id ?? null,
        requester_id: requesterId,
        requester_name: given.requesterName ?? '',
        carried_votes: given.votes ?? 0,
        created_at: createdAt,
        activity_at: createdAt,
        changed_at: createdAt,
        waiting_since: status.phase === 'open' ? createdAt : null,
        done_at: status.phase === 'done' ? createdAt : null,
        was_public: visibility === 'public' && (review_state === 'approved' || review_state === 'unreviewed'),
        ...given.columns,
      })
      .returning(['id', 'slug', 'link_version'])
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('ticket_people')
      .values({ ticket_id: row.id, person_id: requesterId, role: 'requester' })
      .execute()
    for (const name of given.tags ?? []) {
      const tag = await trx
        .insertInto('tags')
        .values({ name })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ name }))
        .returning('id')
        .executeTakeFirstOrThrow()
      await trx.insertInto('ticket_tags').values({ ticket_id: row.id, tag_id: tag.id }).execute()
    }
    await refreshTicket(trx, row.id)
    const url = `/tickets/${row.id}${row.slug ? `-${encodeURIComponent(row.slug)}` : ''}`
    return { id: row.id, slug: row.slug, url, requesterId, linkVersion: row.link_version }
  })
}

/** Many plain public tickets at once, without the care of makeTicket: for lists. `columns` says how each differs. */
export async function makeTickets(
  house: House,
  count: number,
  columns: (n: number) => Partial<NewTicket> & { title: string },
): Promise<number[]> {
  const kind = 'question'
  const { id: status_id, phase } = firstStatus(house.taxonomy.now, kind)
  const requester_id = await makePerson(house)
  const rows = await house.db
    .insertInto('tickets')
    .values(
      Array.from({ length: count }, (_, n) => ({
        ...({ kind, visibility: 'public', review_state: 'approved', status_id, phase, requester_id } as const),
        ...{ source: '', html: '', html_version: 1, language: 'en' },
        ...columns(n),
      })),
    )
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

export type GivenReply = {
  source?: string
  language?: string
  /** Written by this member of staff. */
  staff?: MadeStaff
  /** Written by the ticket's requester. */
  byRequester?: boolean
  personId?: number
  name?: string
  audience?: Audience
  review_state?: ReviewState
  addresseeId?: number
  createdAt?: Date
  official?: boolean
  solved?: boolean
  isThanks?: boolean
  /** Held quietly: its author alone sees it. */
  shadowed?: boolean
}

export async function makeReply(house: House, ticket: MadeTicket, given: GivenReply = {}): Promise<{ id: number }> {
  count += 1
  const { staff, audience = 'public', review_state = 'approved', byRequester = false } = given
  const text = composeReplyText(given.source ?? `Two keys may live side by side for a day (${count}).`, {
    byStaff: staff !== undefined,
    siteUrl: house.config.siteUrl,
    language: given.language ?? 'en',
  })
  const someone = byRequester ? ticket.requesterId : (given.personId ?? (await makePerson(house)))
  return house.db.transaction().execute(async (trx) => {
    const reply = await trx
      .insertInto('replies')
      .values({
        ...text,
        ticket_id: ticket.id,
        person_id: staff?.personId ?? someone,
        author_name: staff?.name ?? given.name ?? '',
        by_staff: staff !== undefined,
        by_requester: byRequester,
        audience,
        addressee_id: audience === 'private' ? (given.addresseeId ?? ticket.requesterId) : null,
        review_state,
        is_thanks: given.isThanks ?? false,
        is_shadowed: given.shadowed ?? false,
        created_at: given.createdAt ?? new Date(),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (given.official)
      await trx.updateTable('tickets').set({ official_reply_id: reply.id }).where('id', '=', ticket.id).execute()
    if (given.solved)
      await trx.updateTable('tickets').set({ solved_by_reply_id: reply.id }).where('id', '=', ticket.id).execute()
    await refreshTicket(trx, ticket.id)
    return reply
  })
}

export type MadeArticle = { id: number; slug: string }

export async function makeArticle(
  house: House,
  given: {
    title?: string
    summary?: string
    source?: string
    state?: ArticleState
    language?: string
    category?: { id: number }
    author?: { id: number }
    /** The article answers these tickets. */
    answers?: { id: number }[]
  } = {},
): Promise<MadeArticle> {
  count += 1
  const {
    title = `Changing keys ${count}`,
    source = '## Two keys\n\nMake the second first.',
    state = 'published',
    language = 'en',
  } = given
  const summary = given.summary ?? 'How two keys live side by side.'
  return house.db.transaction().execute(async (trx) => {
    const article = await trx
      .insertInto('articles')
      .values({
        ...composeArticle({ title, summary, source, language }, house.config.siteUrl),
        state,
        category_id: given.category?.id ?? null,
        author_id: given.author?.id ?? null,
        published_at: state === 'published' ? new Date() : null,
        was_public: state === 'published',
      })
      .returning(['id', 'slug'])
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('article_versions')
      .values({ article_id: article.id, version: 1, title, summary, source, changed_by: null })
      .execute()
    for (const ticket of given.answers ?? []) {
      await linkArticle(trx, ticket.id, article.id, { personId: null, byStaff: true })
    }
    return article
  })
}
