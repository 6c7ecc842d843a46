/**
 * Replies of one member of staff: id, question, content (HTML), created. The questions they answer are not in the
 * file; each becomes a ticket that says so, with a title made of its first answer.
 */
import { detectLanguage } from '../../text/detect-language.ts'
import type { ImportRecord, ReplyRecord, TicketRecord } from '../format.ts'
import { readMoment } from '../moments.ts'
import type { Row } from '../rows.ts'
import { wordsFor } from '../words.ts'
import { readCsv } from './csv.ts'
import { dateOf, forumSource, textOfHtml } from './forum.ts'
import { tidyPost } from './post-html.ts'

export const staffReplyColumns = ['id', 'question', 'content', 'created']

const staffId = 'staff'
const longestStart = 90

/** Of each question the first answer's time and beginning: all that is kept of the whole file while it is read. */
type Question = { created: string; start: string; language: string }

export async function* readStaffReplies(path: string): AsyncGenerator<Row> {
  const questions = await listQuestions(path)
  yield {
    line: 0,
    records: [
      { type: 'source', name: forumSource },
      { type: 'person', id: staffId, name: wordsFor('en')('import.unnamed_staff'), staff: 'agent' },
    ],
    changes: [],
  }
  for await (const row of readCsv(path)) {
    if ('refused' in row) yield row
    else yield readStaffReply(row.line, row.cells, questions)
  }
}

async function listQuestions(path: string): Promise<Map<string, Question>> {
  const questions = new Map<string, Question>()
  for await (const row of readCsv(path)) {
    if ('refused' in row) continue
    const id = row.cells.question?.trim() ?? ''
    const created = readMoment(row.cells.created ?? '') ?? ''
    const known = questions.get(id)
    if (known && (created === '' || known.created <= created)) continue
    const text = textOfHtml(row.cells.content ?? '')
    questions.set(id, { created, start: startOf(text), language: detectLanguage(text.slice(0, 2000), 'en') })
  }
  return questions
}

function readStaffReply(line: number, cells: Record<string, string>, questions: Map<string, Question>): Row {
  const id = cells.id?.trim()
  const number = cells.question?.trim()
  if (!id) return { line, refused: 'no id' }
  if (!number) return { line, refused: 'names no question' }
  const raw = cells.content ?? ''
  if (textOfHtml(raw) === '' && !/<img\b/i.test(raw)) return { line, refused: 'no text' }
  const { html: body, changes } = tidyPost(raw)
  const reply: ReplyRecord = {
    type: 'reply',
    id,
    ticket: number,
    person: staffId,
    staff: true,
    body,
    format: 'html',
    original: body === raw ? undefined : raw,
    created_at: dateOf(cells.created, changes, 'created'),
    articles: linkedPaths(body),
  }
  const question = questions.get(number)
  const records: ImportRecord[] = question ? [missingQuestion(number, question, reply.created_at), reply] : [reply]
  if (question) changes.push('its question is not in the file: stands under a ticket marked "question missing"')
  // Its further replies find the ticket made.
  questions.delete(number)
  return { line, records, changes }
}

function missingQuestion(number: string, question: Question, replied: string): TicketRecord {
  const t = wordsFor(question.language)
  const { start } = question
  return {
    type: 'ticket',
    id: number,
    kind: 'question',
    title: start ? t('import.missing_title', { start, number }) : t('import.missing_title_bare', { number }),
    body: t('import.missing_body', { number }),
    format: 'markdown',
    language: question.language,
    status: 'question.answered',
    created_at: question.created || replied,
    question_missing: true,
    old_paths: [`/questions/${number}`, `/en-US/questions/${number}`].filter((path) => !/[?#\s]/.test(path)),
  }
}

// The first line that says something: no greeting, no bare link, no single word.
function startOf(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^(?:[\s>*•-]|\d+[.)]\s)+/, '').trim())
  const greeting =
    /^(?:hi|hello|hey|hallo|hola|bonjour|thanks|thank you|welcome|good (?:day|morning|evening)|dear)\b.{0,60}$/i
  const speaks = (line: string) => line.split(' ').length >= 4 && !greeting.test(line) && !/^https?:/.test(line)
  const line = lines.find(speaks) ?? lines.find((one) => one !== '') ?? ''
  const short = line.replace(/[\s:;,.]+$/, '')
  if (short.length <= longestStart) return short
  return `${short.slice(0, longestStart).replace(/\s+\S*$/, '')}…`
}

/** Articles this reply points at, by their old addresses: "answered by" holds for those that are imported too. */
function linkedPaths(html: string): string[] | undefined {
  const paths = [...html.matchAll(/href="(?:https?:\/\/[^/"]+)?(\/(?:[\w-]+\/)?kb\/[^"?#\s]+)/g)].map(
    (match) => match[1] as string,
  )
  return paths.length > 0 ? [...new Set(paths)].slice(0, 50) : undefined
}
