/** Questions of a support forum: id, created, updated, title, content (HTML), tags, topic, locale, creator. */
import { detectLanguage } from '../../text/detect-language.ts'
import type { ImportRecord, TicketRecord } from '../format.ts'
import { readMoment } from '../moments.ts'
import type { Row } from '../rows.ts'
import { readCsv } from './csv.ts'
import { categoryOf, dateOf, forumSource, languageOf, listOf, textOfHtml } from './forum.ts'
import { tidyPost } from './post-html.ts'

export const questionColumns = ['id', 'created', 'updated', 'title', 'content', 'tags', 'topic', 'locale', 'creator']

type Cells = Record<string, string>

/**
 * What the first reading found out by looking closely, so that the others need not: the few questions (by id) that are
 * written in another language than they are filed under.
 */
type Findings = { foreign: Map<string, string>; complete: boolean }

export function questionReader(path: string): () => AsyncGenerator<Row> {
  const findings: Findings = { foreign: new Map(), complete: false }
  return () => readQuestions(path, findings)
}

async function* readQuestions(path: string, findings: Findings): AsyncGenerator<Row> {
  // Topics and people come with each question; only what was not seen yet is handed on.
  const seen = new Set<string>()
  yield { line: 0, records: [{ type: 'source', name: forumSource }], changes: [] }
  for await (const row of readCsv(path)) {
    if ('refused' in row) yield row
    else yield readQuestion(row.line, row.cells, seen, findings)
  }
  findings.complete = true
}

function readQuestion(line: number, cells: Cells, seen: Set<string>, findings: Findings): Row {
  const id = cells.id?.trim()
  if (!id) return { line, refused: 'no id' }
  const changes: string[] = []
  const { title, body: raw } = readText(cells, changes)
  if (title === '') return { line, refused: 'neither a title nor a text' }
  const { html: body, changes: tidied } = tidyPost(raw)
  changes.push(...tidied)
  const category = categoryOf(cells.topic ?? '')
  const creator = cells.creator?.trim()
  const locale = cells.locale?.trim() ?? ''
  const ticket: TicketRecord = {
    type: 'ticket',
    id,
    kind: 'question',
    title,
    body,
    format: 'html',
    original: body === raw ? undefined : raw,
    language: writtenIn(id, `${title}\n${body}`, locale, findings),
    category: category?.id,
    tags: readTags(cells, changes),
    requester: creator || undefined,
    created_at: dateOf(cells.created, changes, 'created'),
    updated_at: readMoment(cells.updated ?? ''),
    old_paths: [`/questions/${id}`, ...(locale ? [`/${locale}/questions/${id}`] : [])].filter(
      (path) => !/[?#\s]/.test(path),
    ),
  }
  if (findings.foreign.has(id)) changes.push(`filed under ${languageOf(locale)}, written in another language`)
  const before: ImportRecord[] = []
  if (category && isNew(seen, `category ${category.id}`)) before.push(category)
  if (creator && isNew(seen, `person ${creator}`)) before.push({ type: 'person', id: creator, name: creator })
  return { line, records: [...before, ticket], changes }
}

function readText(cells: Cells, changes: string[]): { title: string; body: string } {
  const content = cells.content ?? ''
  const text = textOfHtml(content)
  const title = (cells.title ?? '').trim()
  if (text === '' && !/<img\b/i.test(content) && title !== '') {
    changes.push('text empty: the title stands in its place')
    return { title, body: `<p>${escapeHtml(title)}</p>` }
  }
  if (title === '') changes.push('title empty: the beginning of the text stands in its place')
  return { title: title || (text.split('\n', 1)[0] ?? '').slice(0, 120), body: content }
}

// The forum appends _1 where a tag and a topic share a name, and repeats the topic among the tags.
function readTags(cells: Cells, changes: string[]): string[] {
  const given = listOf(cells.tags)
  const kept = given.filter((tag) => !/_\d+$/.test(tag) || !given.includes(tag.replace(/_\d+$/, '')))
  const clean = kept.map((tag) => tag.replace(/_\d+$/, '')).filter((tag) => tag !== cells.topic?.trim())
  if (given.some((tag) => /_\d+$/.test(tag))) changes.push('number behind a tag (firefox-10210_1) left out')
  return [...new Set(clean)]
}

/** The locale tells the part of the forum it was posted in; not everyone in the English part writes English. */
function writtenIn(id: string, html: string, locale: string, { foreign, complete }: Findings): string | undefined {
  const filed = languageOf(locale)
  if (complete) return foreign.get(id) ?? filed
  const text = textOfHtml(html)
  const found = text.length >= 200 ? detectLanguage(text.slice(0, 2000), filed) : filed
  if (filed === undefined || found === filed || (closest.has(filed) && closest.has(found ?? ''))) return filed ?? found
  if (found) foreign.set(id, found)
  return found
}

/** Their writers know better than a detector which of them it is. */
const closest = new Set(['bs', 'hr', 'sr'])

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
