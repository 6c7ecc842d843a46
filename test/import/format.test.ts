import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explain, ImportRecord } from '../../src/import/format.ts'

const page = readFileSync(join(import.meta.dirname, '../../src/import/FORMAT.md'), 'utf8')

const refusal = (value: unknown): string => {
  const parsed = ImportRecord.safeParse(value)
  return parsed.success ? '' : explain(parsed.error)
}

// "| `id`, `kind` | required | …" under "## ticket"
function fieldsOnPage(type: string): { name: string; required: boolean }[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${type}\n`)) ?? ''
  return [...section.matchAll(/^\| (`.*?`) \| (required)? ?\|/gm)].flatMap((row) =>
    [...(row[1] as string).matchAll(/`([a-z_]+)`/g)].map((field) => ({
      name: field[1] as string,
      required: row[2] !== undefined,
    })),
  )
}

describe('FORMAT.md', () => {
  test.each(ImportRecord.options.map((option) => [option.shape.type.value, option.shape] as const))(
    'names every field of a %s, and which are required',
    (type, shape) => {
      const fields = Object.entries(shape).filter(([name]) => name !== 'type')
      const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
      expect(fieldsOnPage(type).sort(byName)).toEqual(
        fields.map(([name, schema]) => ({ name, required: !schema.safeParse(undefined).success })).sort(byName),
      )
    },
  )

  test('shows lines that are taken', () => {
    const lines = [...page.matchAll(/^\{"type".*$/gm)].map(([line]) => line)
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.map((line) => refusal(JSON.parse(line)))).toEqual(lines.map(() => ''))
  })
})

describe('a line', () => {
  const reply = {
    type: 'reply',
    id: '1',
    ticket: '2',
    body: 'Yes.',
    format: 'markdown',
    created_at: '2024-05-01T09:30:00Z',
  }

  test('of an unknown type is refused with the types there are', () => {
    expect(refusal({ type: 'topic', id: '1' })).toMatch(/^type: /)
  })

  test('with a field nobody knows is refused by that field, so that a misspelt one is not lost in silence', () => {
    expect(refusal(reply)).toBe('')
    expect(refusal({ ...reply, visibilty: 'private' })).toContain('visibilty')
  })

  test('with a number for an id is refused: ids are text', () => {
    expect(refusal({ ...reply, id: 1 })).toMatch(/^id: /)
  })

  test('never passes for public by a mistyped audience', () => {
    expect(refusal({ ...reply, audience: 'PUBLIC' })).toMatch(/^audience: /)
  })

  test('names every fault it has', () => {
    expect(refusal({ ...reply, format: 'bbcode', created_at: 'monday' })).toMatch(
      /format: .*created_at: .*2024-05-01T09:30/,
    )
  })
})
