import type { MarkedToken, Tokens } from 'marked'
import { escapeHtml } from './escape.ts'
import { highlight } from './highlight.ts'
import { inline } from './markdown-inline.ts'
import { known } from './markdown-tokens.ts'
import { anchorOf, levelOf, type Walk } from './markdown-walk.ts'
import { plainMarks } from './marks.ts'

/**
 * Tokens of whole blocks as HTML. Nothing gets out unescaped, and no element that is not written here or in `inline`.
 *
 * `dir="auto"` takes the direction of the first letter that is not in an inner element with a `dir` of its own; so a
 * quote or a list item carries it and the paragraphs in it do not, else an Arabic quote would stand left to right.
 */
export function blocks(tokens: MarkedToken[], walk: Walk): string {
  return tokens.map((token) => block(token, walk)).join('')
}

function block(token: MarkedToken, walk: Walk): string {
  switch (token.type) {
    case 'space':
    case 'def':
      return ''
    case 'hr':
      return '<hr>\n'
    case 'code':
      return code(token, walk)
    case 'heading':
      return heading(token, walk)
    case 'blockquote':
      return quote(token, walk)
    case 'list':
      return list(token, walk)
    case 'table':
      return table(token, walk)
    case 'paragraph':
      return `<p${direction(walk)}>${inline(known(token.tokens), walk)}</p>\n`
    default:
      return inline([token], walk)
  }
}

function direction(walk: Walk): string {
  return walk.inDirected ? '' : ' dir="auto"'
}

/** A block takes the direction of its own words, if it has any; one of code or lists alone leaves it to those. */
function directed(tokens: MarkedToken[], walk: Walk): { dir: string; inner: Walk } {
  const hasWords = tokens.some(({ type }) => type === 'paragraph' || type === 'heading' || type === 'text')
  return { dir: hasWords ? direction(walk) : '', inner: hasWords ? { ...walk, inDirected: true } : walk }
}

function code(token: Tokens.Code, walk: Walk): string {
  const language = /^[\w#+-]{1,20}/.exec(token.lang ?? '')?.[0] ?? ''
  const source = plainMarks(token.text)
  const coloured = source.length <= walk.notes.codeLeft ? highlight(source, language) : undefined
  if (coloured !== undefined) walk.notes.codeLeft -= source.length
  // A long line scrolls inside the box; who has no mouse needs to reach it with the Tab key.
  return `<pre dir="ltr" tabindex="0"><code>${coloured ?? escapeHtml(source)}</code></pre>\n`
}

function heading(token: Tokens.Heading, walk: Walk): string {
  const level = levelOf(token, walk)
  if (walk.dialect === 'post') return `<h${level}${direction(walk)}>${inline(known(token.tokens), walk)}</h${level}>\n`
  const id = anchorOf(token, level, walk)
  // The heading links to itself, so that its address can be copied; links written inside it would stand in that link.
  const text = inline(known(token.tokens), { ...walk, inLink: true })
  const anchor = `<a class="anchor" href="#${encodeURIComponent(id)}">${text}</a>`
  return `<h${level} id="${escapeHtml(id)}"${direction(walk)}>${anchor}</h${level}>\n`
}

const CALLOUT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/
const CALLOUT_CLASS: Record<string, string> = { TIP: 'tip', WARNING: 'warning', CAUTION: 'warning' }

function quote(token: Tokens.Blockquote, walk: Walk): string {
  const tokens = known(token.tokens)
  const { dir, inner } = directed(tokens, walk)
  const first = tokens[0]?.type === 'paragraph' ? known(tokens[0].tokens)[0] : undefined
  const callout = walk.dialect === 'article' && first?.type === 'text' ? CALLOUT.exec(first.text) : null
  if (!callout || first?.type !== 'text') return `<blockquote${dir}>\n${blocks(tokens, inner)}</blockquote>\n`
  first.text = first.text.slice(callout[0].length)
  const kind = CALLOUT_CLASS[callout[1] ?? ''] ?? 'note'
  return `<div class="callout ${kind}"${dir}>\n${blocks(tokens, inner)}</div>\n`
}

function list(token: Tokens.List, walk: Walk): string {
  const items = token.items.map((item) => {
    const tokens = known(item.tokens)
    // Each item for itself, also inside a quote: in a list of commands one item may be Arabic and the next a path.
    const { dir, inner } = directed(tokens, { ...walk, inDirected: false })
    return `<li${item.task ? ' class="task"' : ''}${dir}>${blocks(tokens, inner)}</li>\n`
  })
  const start = token.ordered && token.start !== 1 && token.start !== '' ? ` start="${token.start}"` : ''
  const tag = token.ordered ? 'ol' : 'ul'
  return `<${tag}${start}>\n${items.join('')}</${tag}>\n`
}

function table(token: Tokens.Table, walk: Walk): string {
  const row = (cells: Tokens.TableCell[]) => `<tr>\n${cells.map((cell) => tableCell(cell, walk)).join('')}</tr>\n`
  // A table converted from one without headings has an empty first row; screen readers would announce nothing.
  const hasHead = token.header.some((cell) => cell.text.trim() !== '')
  const head = hasHead ? `<thead>\n${row(token.header)}</thead>\n` : ''
  const body = token.rows.length > 0 ? `<tbody>\n${token.rows.map(row).join('')}</tbody>\n` : ''
  if (!head && !body) return ''
  return `<div class="scroll" tabindex="0">\n<table>\n${head}${body}</table>\n</div>\n`
}

function tableCell(cell: Tokens.TableCell, walk: Walk): string {
  const [tag, scope] = cell.header ? ['th', ' scope="col"'] : ['td', '']
  // left and right are meant from the reading side: in an Arabic table the first column starts at the right.
  const side = cell.align === 'right' ? ' class="end"' : cell.align === 'center' ? ' class="center"' : ''
  return `<${tag}${scope}${side} dir="auto">${inline(known(cell.tokens), walk)}</${tag}>\n`
}
