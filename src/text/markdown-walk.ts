import type { MarkedToken, Tokens } from 'marked'
import { LONGEST_CODE } from './highlight.ts'
import { known } from './markdown-tokens.ts'
import { words } from './markdown-words.ts'

export type Heading = { level: 2 | 3; id: string; text: string }

/** What the walk over one text knows (changed by copying for what is inside) and, in `notes`, what it counts. */
export type Walk = {
  readonly dialect: 'post' | 'article'
  /** Whose links these are: search engines are told not to follow those of visitors. */
  readonly author: 'visitor' | 'staff'
  readonly siteUrl: string
  /** Inside the text of a link; a link in a link is no HTML. */
  readonly inLink: boolean
  /** Inside a block that has the direction of its own words; its paragraphs follow it. */
  readonly inDirected: boolean
  readonly notes: { codeLeft: number; shallowest: number; lastLevel: number; ids: Set<string>; contents: Heading[] }
}

/** A walk at its start. `tokens` are the text's top level, looked at for its shallowest heading. */
export function walkOver(tokens: MarkedToken[], about: Pick<Walk, 'dialect' | 'author' | 'siteUrl'>): Walk {
  const depths = tokens.map((token) => (token.type === 'heading' ? token.depth : 6))
  const notes = { codeLeft: 2 * LONGEST_CODE, lastLevel: 1, ids: new Set<string>(), contents: [] }
  return { ...about, inLink: false, inDirected: false, notes: { ...notes, shallowest: Math.min(6, ...depths) } }
}

/**
 * The level of a heading on the page: the title above the text is the h1, so the text's shallowest headings are h2, and
 * none is more than one below the heading before it, however the writer counted their #.
 */
export function levelOf(token: Tokens.Heading, walk: Walk): number {
  const { notes } = walk
  const level = Math.min(6, notes.lastLevel + 1, Math.max(2, 2 + token.depth - notes.shallowest))
  notes.lastLevel = level
  return level
}

/**
 * The anchor of a heading: its own letters and digits in any script, so that it stays as other headings come and go;
 * `h-` keeps it apart from the ids of the page around it.
 */
export function anchorName(heading: string): string {
  const name = (heading.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join('-')
  return `h-${[...name].slice(0, 60).join('')}`
}

/** The anchor of an article's heading, told apart from the same one before, and noted for the table of contents. */
export function anchorOf(token: Tokens.Heading, level: number, walk: Walk): string {
  const { notes } = walk
  const text = words(known(token.tokens)).replace(/\s+/g, ' ').trim()
  const name = anchorName(text)
  let id = name
  for (let n = 2; notes.ids.has(id); n++) id = `${name}-${n}`
  notes.ids.add(id)
  if (level === 2 || level === 3) notes.contents.push({ level, id, text })
  return id
}
