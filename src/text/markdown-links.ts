import { decodeEntities } from './escape.ts'

export type Link = { href: string; external: boolean }

/** Longer addresses become text; nobody clicks them, and they carry scripts and tracking (burns.md 2.2). */
const LONGEST = 1200

/**
 * An address out of a text as it may stand in `href`, or undefined for one that must not: only http, https and mailto,
 * judged after parsing, so that entities, tabs and case hide nothing. Addresses of our own site become paths, relative
 * ones are taken from its root (the same text is shown at several addresses). Names and passwords in an address
 * (`https://bank.example@evil.example`) are dropped. `literal` is for addresses written bare, without entities.
 */
export function linkTo(address: string, siteUrl: string, literal = false): Link | undefined {
  const decoded = (literal ? address : decodeEntities(address)).trim()
  if (decoded === '' || decoded.length > LONGEST) return undefined
  const site = new URL(siteUrl)
  const url = URL.parse(decoded, site)
  if (!url) return undefined
  if (url.protocol === 'mailto:') return { href: url.href, external: false }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  url.username = ''
  url.password = ''
  if (url.origin !== site.origin) return { href: url.href, external: true }
  if (decoded.startsWith('#')) return { href: url.hash || '#', external: false }
  return { href: url.pathname + url.search + url.hash, external: false }
}

/** The path of a picture we keep ourselves (`/files/…`), or undefined: pictures of other hosts would tell them who reads. */
export function ownPicture(address: string, siteUrl: string): string | undefined {
  const link = linkTo(address, siteUrl)
  return link && !link.external && link.href.startsWith('/files/') ? link.href : undefined
}
