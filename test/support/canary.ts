/**
 * Everything that strangers must not read, each with a word that may stand nowhere in what they are answered. Every
 * hidden text also holds the word `canary`, which a stranger may well search for.
 */
import { sql } from 'kysely'
import { acceptUploads } from '../../src/files/accept.ts'
import { attach, fileUrl } from '../../src/files/attachments.ts'
import type { House } from '../../src/house.ts'
import { record } from '../../src/tickets/events.ts'
import {
  type GivenTicket,
  type MadeArticle,
  type MadeCategory,
  type MadeTicket,
  makeArticle,
  makeCategory,
  makePerson,
  makeReply,
  makeStaff,
  makeTicket,
} from './make.ts'

/** In no answer for a stranger, in any letter case. */
export const SECRET = /hush/i

export type Open = { ticket: MadeTicket; article: MadeArticle; category: MadeCategory; tag: string }

/** What everybody may read, and around which the hidden things are put. */
export async function makeOpen(house: House): Promise<Open> {
  // Numbers of their own kind, so that none of them stands in a page by chance.
  for (const [table, first] of Object.entries({ tickets: 41001, replies: 51001, articles: 61001 }))
    await sql`ALTER TABLE ${sql.table(table)} ALTER COLUMN id RESTART WITH ${sql.lit(first)}`.execute(house.db)
  const category = await makeCategory(house, { slug: 'keys', names: { en: 'Keys' } })
  const tag = 'rotation'
  const staff = await makeStaff(house)
  const ticket = await makeTicket(house, {
    title: 'A canary that everyone may hear',
    category,
    tags: [tag],
    status: 'answered',
  })
  await makeReply(house, ticket, { staff, official: true, source: 'Two canary keys may live side by side.' })
  const article = await makeArticle(house, { title: 'The canary in the open', category, answers: [ticket] })
  return { ticket, article, category, tag }
}

export type Hidden = {
  /** They look like unknown numbers: private, held, merged into a private one, withdrawn while private. */
  tickets: Record<string, MadeTicket>
  articles: Record<string, MadeArticle>
  replies: Record<string, { id: number }>
  /** Paths of the files of a private ticket, a note and an internal article. */
  files: string[]
  /** Was public and is gone: it may say that, and nothing of what it said. */
  removed: MadeTicket
}

export async function makeHidden(house: House, open: Open): Promise<Hidden> {
  const { db } = house
  const staff = await makeStaff(house, { name: 'Hush Agent' })
  const requesterId = await makePerson(house, { name: 'Hush Hushington', email: 'hush@hush.example' })
  const ticket = (name: string, given: GivenTicket = {}) =>
    makeTicket(house, {
      title: `The canary hush of a ${name} ticket`,
      source: `This canary is hush, as is everything ${name}:\n\n    hush = code\n`,
      category: open.category,
      tags: [open.tag, 'hush-tag'],
      requesterId,
      requesterName: 'Hush Hushington',
      votes: 7,
      ...given,
    })
  const gone = { removed_at: new Date() }
  const secret = await ticket('private', { visibility: 'private' })
  const tickets = {
    private: secret,
    answered: await ticket('answered', { visibility: 'private', status: 'answered' }),
    thanks: await ticket('thankful', { visibility: 'private', kind: 'thanks' }),
    'private now and public once': await ticket('closed', { visibility: 'private', columns: { was_public: true } }),
    held: await ticket('held', { review_state: 'held' }),
    'marked spam before anybody read it': await ticket('spam', {
      review_state: 'spam',
      columns: { ...gone, removed_why: 'spam' },
    }),
    'private and withdrawn': await ticket('withdrawn', {
      visibility: 'private',
      columns: { ...gone, removed_why: 'withdrawn' },
    }),
    'held quietly': await ticket('quiet', { columns: { is_shadowed: true } }),
    'merged into a private one': await ticket('merged', { columns: { merged_into: secret.id, was_public: true } }),
  }
  const removed = await ticket('removed', { columns: { ...gone, removed_why: 'deleted', was_public: true } })
  const replies = {
    'on a private ticket': await makeReply(house, secret, { source: 'A canary: hush reply.', byRequester: true }),
    'the official one of a private ticket': await makeReply(house, tickets.answered, {
      source: 'A canary: hush official.',
      staff,
      official: true,
    }),
    'private on a public ticket': await makeReply(house, open.ticket, {
      source: 'A canary: hush between us.',
      staff,
      audience: 'private',
    }),
    'a note on a public ticket': await makeReply(house, open.ticket, {
      source: 'A canary: hush note.',
      staff,
      audience: 'note',
    }),
    'held on a public ticket': await makeReply(house, open.ticket, {
      source: 'A canary: hush held.',
      name: 'Hush Holder',
      review_state: 'held',
    }),
    'held quietly on a public ticket': await makeReply(house, open.ticket, {
      source: 'A canary: hush quiet.',
      name: 'Hush Troll',
      shadowed: true,
    }),
    'spam on a public ticket': await makeReply(house, open.ticket, {
      source: 'A canary: hush spam.',
      name: 'Hush Spammer',
      review_state: 'spam',
    }),
  }
  const articles = {
    internal: await makeArticle(house, {
      title: 'The canary hush of an internal article',
      summary: 'A canary: hush summary.',
      source: 'A canary: hush internal.',
      state: 'internal',
      category: open.category,
      answers: [open.ticket, secret],
    }),
    draft: await makeArticle(house, {
      title: 'The canary hush of a draft article',
      summary: 'A canary: hush summary.',
      source: 'A canary: hush draft.',
      state: 'draft',
      category: open.category,
      answers: [open.ticket],
    }),
  }

  // Ties between what is open and what is not: each could carry a hidden word into an open page.
  const [file, noted, internal] = await acceptUploads(
    house.files,
    ['secret', 'noted', 'internal'].map((name) => ({
      name: `hush-${name}.txt`,
      bytes: Buffer.from('canary hush file'),
    })),
  )
  const files = await db.transaction().execute(async (trx) => {
    const { 'a note on a public ticket': note } = replies
    if (!file || !noted || !internal) throw new Error('the files were not taken')
    const rows = [
      ...(await attach(trx, { ticket_id: secret.id }, [file])),
      ...(await attach(trx, { ticket_id: open.ticket.id, reply_id: note.id }, [noted])),
      ...(await attach(trx, { article_id: articles.internal.id }, [internal])),
    ]
    await trx
      .insertInto('links')
      .values({ ticket_id: secret.id, article_id: open.article.id, linked_by: staff.personId })
      .execute()
    await trx
      .insertInto('related_tickets')
      .values(
        [...Object.values(tickets), removed].map(({ id }) => ({ ticket_id: open.ticket.id, related_id: id, rank: 9 })),
      )
      .execute()
    await trx
      .insertInto('text_versions')
      .values({ ticket_id: open.ticket.id, title: 'hush earlier', source: 'canary hush', changed_by: staff.personId })
      .execute()
    await trx
      .insertInto('redactions')
      .values({ ticket_id: open.ticket.id, title: 'hush redacted', source: 'canary hush redacted' })
      .execute()
    await trx
      .insertInto('article_versions')
      .values({
        article_id: open.article.id,
        version: 99,
        title: 'hush earlier',
        summary: 'hush',
        source: 'canary hush',
      })
      .execute()
    await trx
      .insertInto('originals')
      .values({ ticket_id: open.ticket.id, html: '<p>canary hush original</p>' })
      .execute()
    await trx
      .updateTable('articles')
      .set({ from_reply_id: replies['on a private ticket'].id })
      .where('id', '=', open.article.id)
      .execute()
    const actor = { personId: staff.personId, byStaff: true }
    await record(trx, open.ticket.id, 'assigned', actor, { to: 'Hush Agent' })
    await record(trx, secret.id, 'status_changed', actor, { reason: 'canary hush reason' })
    return rows.map((row) => fileUrl(row))
  })
  return { tickets, articles, replies, files, removed }
}
