/** What the style sheet, the icons and the frame's templates promise to every page. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { contrast } from '../../src/web/accent.ts'
import { serveAssets } from '../../src/web/assets.ts'

const ROOT = join(import.meta.dirname, '../..')
const sheet = readFileSync(join(ROOT, 'public/style.css'), 'utf8')
const templates = readdirSync(join(ROOT, 'views'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.eta'))
  .map((name) => ({ name, text: readFileSync(join(ROOT, 'views', name), 'utf8') }))

type Rgb = [number, number, number]
const rgb = (hex: string): Rgb => {
  const digits = hex.slice(1).length === 3 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1)
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as Rgb
}

/** The two colours of a token, light and dark. */
function token(name: string): [Rgb, Rgb] {
  const pair = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(sheet)
  if (!pair) throw new Error(`the sheet has no colour ${name} for both schemes`)
  return [rgb(pair[1] as string), rgb(pair[2] as string)]
}

describe('the style sheet', () => {
  test('weighs less than 12 KB when it is sent', async () => {
    const app = Fastify()
    const assets = await serveAssets(app, () => '.status-1{--status:#16a34a}')
    const answer = await app.inject({ url: assets.url('style.css') })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('.status-1{')
    expect(gzipSync(answer.body, { level: 9 }).length).toBeLessThan(12 * 1024)
    await app.close()
  })

  test.each([
    ['ink', 'paper', 7],
    ['ink', 'surface', 7],
    ['ink', 'sunken', 7],
    ['ink', 'mark', 7],
    ['ink-soft', 'paper', 7],
    ['ink-soft', 'sunken', 4.5],
    ['ink-faint', 'paper', 4.5],
    ['ink-faint', 'sunken', 4.5],
    ['ink', 'private-tint', 7],
    ['ink', 'note-tint', 7],
    ['private', 'private-tint', 4.5],
    ['paper', 'private', 4.5],
    ['note', 'note-tint', 4.5],
    ['paper', 'note', 4.5],
    ['danger', 'paper', 4.5],
    ['danger', 'danger-tint', 4.5],
    ['good', 'good-tint', 4.5],
    ['edge', 'surface', 3],
    ...['word', 'text', 'number', 'name', 'type'].map((part) => [`hl-${part}`, 'sunken', 4.5] as const),
  ] as const)('shows %s on %s with a contrast of %d : 1, light and dark', (front, ground, wanted) => {
    const [fronts, grounds] = [token(front), token(ground)]
    for (const scheme of [0, 1] as const)
      expect(contrast(fronts[scheme], grounds[scheme])).toBeGreaterThanOrEqual(wanted)
  })

  test('says no side of the page by name, for it serves both directions of writing', () => {
    expect(sheet.match(/\b(left|right)\b/g)).toBeNull()
  })
})

describe('the templates', () => {
  test('name only icons that are in the sprite', () => {
    const sprite = readFileSync(join(ROOT, 'public/icons.svg'), 'utf8')
    const missing = templates.flatMap(({ name, text }) =>
      [...text.matchAll(/iconHtml\('([\w-]+)'\)/g)]
        .map((match) => match[1] as string)
        .filter((icon) => !sprite.includes(`<symbol id="${icon}"`))
        .map((icon) => `${name}: ${icon}`),
    )
    expect(missing).toEqual([])
  })

  test('have no script and no handler of their own, which the security policy would refuse', () => {
    const inline = /<script(?![^>]*\b(?:src=|type="application\/ld\+json"))|\son[a-z]+=/
    expect(templates.filter(({ text }) => inline.test(text)).map(({ name }) => name)).toEqual([])
  })

  test('say of every button whether it sends', () => {
    const silent = templates.filter(({ text }) => /<button(?![^>]*\btype=)/.test(text.replace(/<%[\s\S]*?%>/g, '')))
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  test('of the frame begin with what they take', () => {
    const parts = templates.filter(({ name }) => /^frame\/_/.test(name))
    expect(parts.filter(({ text }) => !/^<%\s*\/\*[\s\S]*?Takes/.test(text)).map(({ name }) => name)).toEqual([])
  })
})
