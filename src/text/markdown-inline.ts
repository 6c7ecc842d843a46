import type { MarkedToken, Tokens } from 'marked'
import { decodeEntities, escapeHtml } from './escape.ts'
import { type Link, linkTo, ownPicture } from './markdown-links.ts'
import { known } from './markdown-tokens.ts'
import type { Walk } from './markdown-walk.ts'
import { boxOf, words } from './markdown-words.ts'
import { marksAsHtml, plainMarks } from './marks.ts'

/** Tokens inside a line as HTML. Nothing gets out unescaped. */
export function inline(tokens: MarkedToken[], walk: Walk): string {
  return tokens.map((token) => one(token, walk)).join('')
}

function one(token: MarkedToken, walk: Walk): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return `<${token.type}>${inline(known(token.tokens), walk)}</${token.type}>`
    case 'codespan':
      return `<code dir="ltr">${escapeHtml(plainMarks(token.text))}</code>`
    case 'br':
      return '<br>\n'
    case 'checkbox':
      return boxOf(token)
    case 'escape':
      return escapeHtml(token.text)
    case 'link':
      return linkOf(token, walk)
    case 'image':
      return pictureOf(token, walk)
    case 'text':
      return token.tokens ? inline(known(token.tokens), walk) : marksAsHtml(escapeHtml(decodeEntities(token.text)))
    default:
      return escapeHtml(plainMarks(token.raw))
  }
}

function linkOf(token: Tokens.Link, walk: Walk): string {
  const text = token.autolink ? escapeHtml(token.text) : inline(known(token.tokens), { ...walk, inLink: true })
  const link = walk.inLink ? undefined : linkTo(token.href, walk.siteUrl, token.autolink)
  return link ? anchor(link, text.trim() === '' ? escapeHtml(link.href) : text, walk) : text
}

function pictureOf(token: Tokens.Image, walk: Walk): string {
  const alt = words([token])
  const src = ownPicture(token.href, walk.siteUrl)
  if (src) return `<img src="${escapeHtml(src)}" alt="${escapeHtml(alt)}" loading="lazy">`
  const link = walk.inLink ? undefined : linkTo(token.href, walk.siteUrl)
  return link ? anchor(link, escapeHtml(alt.trim() || link.href), walk) : escapeHtml(alt)
}

function anchor(link: Link, text: string, walk: Walk): string {
  const rel = walk.author === 'visitor' ? 'ugc nofollow noopener' : 'noopener'
  return `<a href="${escapeHtml(link.href)}"${link.external ? ` rel="${rel}"` : ''}>${text}</a>`
}
