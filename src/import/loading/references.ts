/** Links in imported texts that may lead to something imported: found, looked up together, turned into our addresses. */
import { articleUrl } from '../../articles/urls.ts'
import type { Db } from '../../db/schema.ts'
import { ticketUrl } from '../../tickets/urls.ts'
import { decoded, oldPath } from '../old-path.ts'
import { findKnown } from './known.ts'

export type Reference = { type: 'article' | 'ticket'; id: string } | { path: string }

/** What a link in a text of the source may lead to; `origins` are the addresses of old systems imported from. */
export type References = { source: string; origins: ReadonlySet<string> }

const own = /^earshot:(article|ticket)\/(.+)$/

/** Undefined for links that are nobody's but their target's: other sites, mail addresses, places on the same page. */
export function referenceIn(href: string, { origins }: References): Reference | undefined {
  const [, type, rest = ''] = own.exec(href) ?? []
  if (type) return { type: type as 'article' | 'ticket', id: decoded(rest.split('#', 1)[0] ?? '') }
  if (/^\/(?!\/)/.test(href)) return { path: pathOf(new URL(href, 'http://here')) }
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return undefined
  const url = new URL(href)
  return origins.has(url.origin) ? { path: pathOf(url) } : undefined
}

/** Relative to a page we do not have ("install.html", "../faq"): it can lead nowhere. */
export function isRelative(href: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:/i.test(href) && !href.startsWith('#') && !href.startsWith('//')
}

const pathOf = (url: URL): string => oldPath(url.pathname)

/** The hrefs of a text, as written; an entity in one (&amp;) is undone, for that is what a reader's browser does. */
export function hrefsIn(body: string, format: 'markdown' | 'html'): string[] {
  if (format === 'markdown') return [...body.matchAll(/\]\(\s*<?([^)\s>]+)/g)].map((match) => match[1] as string)
  const found = [...body.matchAll(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi)]
  return found.map((match) => (match[1] ?? match[2] ?? match[3] ?? '').trim().replaceAll('&amp;', '&'))
}

export const keyOf = (reference: Reference): string =>
  'path' in reference ? `path ${reference.path}` : `${reference.type} ${reference.id}`

type Row = { key: string; type: 'article' | 'ticket'; id: number }

export type Target = { type: 'article' | 'ticket'; id: number; url: string }

/** The targets of those references that are imported, by `keyOf`. */
export async function findTargets(
  db: Db,
  source: string,
  references: readonly Reference[],
): Promise<Map<string, Target>> {
  const paths = references.flatMap((one) => ('path' in one ? [one.path] : []))
  const byPath = await findOldPaths(db, paths)
  const rows: Row[] = [...byPath]
  for (const type of ['article', 'ticket'] as const) {
    const ids = references.flatMap((one) => ('id' in one && one.type === type ? [one.id] : []))
    const known = await findKnown(db, source, type, ids)
    for (const [id, { rowId }] of known) rows.push({ key: keyOf({ type, id }), type, id: rowId })
  }
  const urls = await addressesOf(db, rows)
  return new Map(
    rows.flatMap(({ key, type, id }) => {
      const url = urls.get(`${type} ${id}`)
      return url ? [[key, { type, id, url }] as const] : []
    }),
  )
}

async function findOldPaths(db: Db, paths: readonly string[]): Promise<Row[]> {
  if (paths.length === 0) return []
  const rows = await db
    .selectFrom('old_paths')
    .selectAll()
    .where('path', 'in', [...new Set(paths)])
    .execute()
  return rows.flatMap(({ path, ticket_id, article_id }): Row[] => {
    const key = keyOf({ path })
    if (article_id !== null) return [{ key, type: 'article', id: article_id }]
    return ticket_id === null ? [] : [{ key, type: 'ticket', id: ticket_id }]
  })
}

async function addressesOf(db: Db, rows: readonly { type: string; id: number }[]): Promise<Map<string, string>> {
  const idsOf = (type: string): number[] => [...new Set(rows.filter((row) => row.type === type).map((row) => row.id))]
  const [articles, tickets] = [idsOf('article'), idsOf('ticket')]
  const found = new Map<string, string>()
  if (articles.length > 0) {
    const rows = await db.selectFrom('articles').select(['id', 'slug']).where('id', 'in', articles).execute()
    for (const row of rows) found.set(`article ${row.id}`, articleUrl(row))
  }
  if (tickets.length > 0) {
    const rows = await db.selectFrom('tickets').select(['id', 'slug']).where('id', 'in', tickets).execute()
    for (const row of rows) found.set(`ticket ${row.id}`, ticketUrl(row))
  }
  return found
}
