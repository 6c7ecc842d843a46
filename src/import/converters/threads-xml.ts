/** Questions with their answers as Stack Exchange publishes them: Posts.xml, one <row> a post. */
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { ImportRecord } from '../format.ts'
import { readMoment } from '../moments.ts'
import { readBytes } from '../open.ts'
import { type Row, UnreadableFile } from '../rows.ts'
import { wordsFor } from '../words.ts'
import { dateOf, textOfHtml } from './forum.ts'

type Post = Record<string, string>

/** A post is handed on as soon as its tag is closed; nothing but the people seen is kept. */
export async function* readThreads(path: string): AsyncGenerator<Row> {
  const people = new Set<string>()
  for await (const found of readPosts(path)) yield readPost(found, people)
}

type Found = { line: number; post: Post; changes: string[] }

/** Faults of single characters, which real dumps have; behind any other nobody can say where the next post begins. */
const harmless = /: (?:malformed character entity|disallowed character)\.$/

async function* readPosts(path: string): AsyncGenerator<Found> {
  const parser = new SaxesParser()
  const decoder = new TextDecoder('utf-8')
  let found: Found[] = []
  let changes: string[] = []
  let fault: string | undefined
  parser.on('opentag', (tag: SaxesTagPlain) => {
    if (tag.name === 'row') found.push({ line: parser.line, post: tag.attributes as Post, changes })
    changes = []
  })
  parser.on('error', ({ message }) => {
    if (harmless.test(message)) changes.push('characters that XML does not allow left out')
    else fault ??= `cannot be read beyond line ${message.replace(/^(\d+):\d+: /, '$1: ')}`
  })
  for await (const chunk of readBytes(path)) {
    parser.write(decoder.decode(chunk, { stream: true }))
    if (fault) throw new UnreadableFile(`${path} ${fault}`)
    yield* found
    found = []
  }
  parser.close()
  if (fault) throw new UnreadableFile(`${path} ${fault}`)
  yield* found
}

function readPost({ line, post, changes }: Found, people: Set<string>): Row {
  const { Id: id, PostTypeId: kind } = post
  if (!id) return { line, refused: 'no Id' }
  if (kind === '4' || kind === '5')
    return { line, refused: 'description of a tag (PostTypeId 4 or 5); it does not name its tag' }
  if (kind !== '1' && kind !== '2') return { line, refused: 'neither a question nor an answer (PostTypeId 1 or 2)' }
  const body = post.Body ?? ''
  if (textOfHtml(body) === '' && !/<img\b/i.test(body)) return { line, refused: 'no text' }
  const records = kind === '1' ? readQuestion(id, post, changes) : readAnswer(id, post, changes)
  if (records.length === 0)
    return { line, refused: kind === '1' ? 'a question without a title' : 'an answer that names no question' }
  const owner = post.OwnerUserId
  if (owner && !people.has(owner)) {
    people.add(owner)
    records.unshift({ type: 'person', id: owner, name: post.OwnerDisplayName })
  }
  return { line, records, changes }
}

function readQuestion(id: string, post: Post, changes: string[]): ImportRecord[] {
  const title = post.Title?.trim()
  if (!title) return []
  const score = Number(post.Score ?? 0)
  if (score < 0) changes.push('score below zero: votes begin at zero')
  const closed = readMoment(post.ClosedDate ?? '')
  const ticket: ImportRecord = {
    type: 'ticket',
    id,
    kind: 'question',
    title,
    body: post.Body ?? '',
    format: 'html',
    status: post.AcceptedAnswerId || Number(post.AnswerCount ?? 0) > 0 ? 'question.answered' : undefined,
    tags: (post.Tags ?? '').split(/[<>|]+/).filter((tag) => tag !== ''),
    requester: post.OwnerUserId,
    requester_name: post.OwnerDisplayName,
    created_at: dateOf(post.CreationDate, changes, 'CreationDate'),
    updated_at: readMoment(post.LastActivityDate ?? ''),
    votes: Number.isSafeInteger(score) ? Math.max(0, score) : 0,
    solved_by: post.AcceptedAnswerId,
    old_paths: [`/questions/${id}`, `/q/${id}`],
  }
  if (!closed) return [ticket]
  changes.push('closed, without the reason: the reason shown says so')
  const reason = wordsFor('en')('import.closed_there')
  return [ticket, { type: 'status_change', ticket: id, status: 'question.closed', at: closed, reason }]
}

function readAnswer(id: string, post: Post, changes: string[]): ImportRecord[] {
  if (!post.ParentId) return []
  if (Number(post.Score ?? 0) !== 0) changes.push('score of an answer left out: answers have no votes here')
  const created_at = dateOf(post.CreationDate, changes, 'CreationDate')
  const { ParentId: ticket, OwnerUserId: person, OwnerDisplayName: name } = post
  return [{ type: 'reply', id, ticket, person, name, body: post.Body ?? '', format: 'html', created_at }]
}
