import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { load } from '../../src/import/load.ts'
import { openSource } from '../../src/import/sources.ts'
import { freshDatabase } from '../support/database.ts'
import { contentOf, linesOf, temporaryFolder } from './files.ts'

const folder = temporaryFolder()
const program = join(import.meta.dirname, '../../src/bin/import.ts')

const at = (n: number, hour: number) => new Date(Date.UTC(2025, 0, 1 + (n % 300), hour)).toISOString()

// Replies before their tickets, links in both directions, marks and a history: all that is finished late.
function aWholeDesk(): object[] {
  const numbers = Array.from({ length: 310 }, (_, n) => n)
  return [
    ...numbers.map((n) => ({
      type: 'reply',
      id: `r${n}`,
      ticket: `t${n}`,
      person: n % 2 ? 'staff' : `p${n % 50}`,
      body: `Answer ${n}, see [this](earshot:ticket/t${(n + 1) % 310}).`,
      format: 'markdown',
      created_at: at(n, 12),
      articles: n % 5 ? undefined : [`a${n % 20}`],
    })),
    ...numbers.map((n) => ({
      type: 'ticket',
      id: `t${n}`,
      kind: 'question',
      title: `Question ${n}`,
      body: `<p>It hums <b>${n}</b> times.</p>`,
      format: 'html',
      language: 'en',
      requester: `p${n % 50}`,
      category: `c${n % 4}`,
      tags: [`tag-${n % 30}`],
      created_at: at(n, 10),
      official_reply: n % 2 ? `r${n}` : undefined,
    })),
    ...numbers
      .filter((n) => n % 2)
      .map((n) => ({
        type: 'status_change',
        ticket: `t${n}`,
        status: 'question.answered',
        at: at(n, 12),
        person: 'staff',
      })),
    ...Array.from({ length: 20 }, (_, n) => ({
      type: 'article',
      id: `a${n}`,
      title: `Article ${n}`,
      body: `Next is [the next](earshot:article/a${(n + 1) % 20}).`,
      format: 'markdown',
      language: 'en',
      created_at: at(n, 8),
    })),
    ...Array.from({ length: 50 }, (_, n) => ({ type: 'person', id: `p${n}`, name: `Person ${n}` })),
    ...Array.from({ length: 4 }, (_, n) => ({ type: 'category', id: `c${n}`, names: { en: `Category ${n}` } })),
    { type: 'person', id: 'staff', name: 'Anna Berg', email: 'anna@example.org', staff: 'agent' },
  ]
}

/** Runs the import as an operator does; killed a moment after it says it is that far, in the middle of its batches. */
function importUntil(
  path: string,
  data: string,
  percent?: number,
): Promise<{ signal: NodeJS.Signals | null; text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ signal: NodeJS.Signals | null; text: string }>()
  const child = spawn(process.execPath, [program, path, '--no-related'], {
    env: { ...process.env, DATA_DIR: data, DATABASE_URL: '' },
  })
  let text = ''
  const hear = (chunk: Buffer): void => {
    text += chunk
    const said = Number(/(\d+) %\s*$/.exec(text)?.[1] ?? 0)
    if (percent !== undefined && said >= percent) setTimeout(() => child.kill('SIGKILL'), 2 * percent)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  child.on('close', (_, signal) => resolve({ signal, text }))
  return promise
}

// A batch cut off leaves a gap in the numbers, and they stand in links.
const withoutNumbers = (content: object): string =>
  JSON.stringify(content, null, 1).replace(/\/(tickets|kb)\/\d+/g, '/$1/N')

test('an import killed in the middle, twice, ends as if it had never been stopped', {
  timeout: 240_000,
}, async () => {
  const path = join(folder, 'desk.jsonl')
  writeFileSync(path, linesOf(aWholeDesk()))
  const data = join(folder, 'data')
  for (const percent of [35, 70]) expect((await importUntil(path, data, percent)).signal).toBe('SIGKILL')
  const last = await importUntil(path, data)
  expect(last.text).toMatch(/ 0 refused/)

  const whole = await freshDatabase()
  await load(whole.db, [await openSource(path)], { siteUrl: 'http://localhost:3000', related: false })
  const pieces = await connect({ folder: data })
  try {
    const [expected, found] = [await contentOf(whole.db), await contentOf(pieces.db)]
    expect(found.tickets).toHaveLength(310)
    expect(withoutNumbers(found)).toEqual(withoutNumbers(expected))
  } finally {
    await pieces.close()
    await whole.close()
  }
})
