/** The plan of the house, kept by its import text. See README's map. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

const files = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))

/** Features from the highest to the lowest floor: each may use those after it. */
const FEATURES = ['site', 'import', 'search', 'tickets', 'articles', 'taxonomy', 'people', 'screening', 'settings']
const GROUND = ['web', 'notify', 'i18n', 'text', 'files', 'db']
const ROOF = ['server.ts', 'app.ts', 'bin']
/** Inside a room, from what may use all to what uses none. Other names stand with queries. */
const ROLES = ['routes', 'jobs', 'pages', 'commands', 'events', 'queries', 'forms', 'rules', 'urls']
/** What one room may use of another. */
const DOORS = new Set(['queries', 'rules', 'urls', 'commands', 'events', 'forms'])

type Import = { from: string; to: string; typeOnly: boolean }

const imports: Import[] = files(SRC, '.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'(\.[^']+)'/gm)].map(
    (match) => ({
      from: relative(SRC, file),
      to: relative(SRC, resolve(dirname(file), match[2] as string)),
      typeOnly: match[1] !== undefined,
    }),
  ),
)

const floorOf = (path: string) => {
  const room = path.split('/')[0] as string
  if (ROOF.includes(room)) return -1
  if (FEATURES.includes(room)) return FEATURES.indexOf(room)
  return 100
}

describe('the house', () => {
  test('has rooms of known names only', () => {
    const known = new Set([...FEATURES, ...GROUND, ...ROOF, 'config.ts', 'house.ts'])
    expect(readdirSync(SRC).filter((name) => !known.has(name))).toEqual([])
  })

  test('lets a room use only rooms on its right, and the ground no feature', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      if (from === 'house.ts') return !typeOnly
      if (to === 'house.ts') return !typeOnly
      return floorOf(to) < floorOf(from)
    })
    expect(wrong).toEqual([])
  })

  test('never lets a room use its inner rooms, nor an inner room its neighbour', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (floorOf(from) < 0 || from.startsWith('import/')) return false
      const [fromRoom, ...fromRest] = dirname(from).split('/')
      const [toRoom, ...toRest] = dirname(to).split('/')
      return fromRoom === toRoom && toRest.length > 0 && fromRest[0] !== toRest[0]
    })
    expect(wrong).toEqual([])
  })

  test('keeps the order of roles inside a room', () => {
    const roleOf = (path: string) => ROLES.indexOf(path.split('/').at(-1)?.replace('.ts', '') ?? '')
    const wrong = imports.filter(({ from, to }) => {
      if (dirname(from) !== dirname(to) || GROUND.includes(dirname(from)) || dirname(from) === '.') return false
      const [a, b] = [roleOf(from), roleOf(to)]
      return a >= 0 && b >= 0 && b < a
    })
    expect(wrong).toEqual([])
  })

  test('uses other rooms by their doors only', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      const [a, b] = [from.split('/')[0] as string, to.split('/')[0] as string]
      if (typeOnly || a === b || !FEATURES.includes(b) || floorOf(from) < 0 || a === 'import') return false
      const role = to.split('/').at(-1)?.replace('.ts', '') as string
      return ROLES.includes(role) && !DOORS.has(role)
    })
    expect(wrong).toEqual([])
  })

  test('imports lucia in one file and reads the environment in one', () => {
    const texts = files(SRC, '.ts').map((file) => [relative(SRC, file), readFileSync(file, 'utf8')] as const)
    expect(texts.filter(([, text]) => /from 'lucia'/.test(text)).map(([file]) => file)).toEqual(['people/sessions.ts'])
    const readers = texts.filter(([, text]) => /process\.env/.test(text)).map(([file]) => file)
    expect(readers.filter((file) => file !== 'server.ts' && !file.startsWith('bin/'))).toEqual([])
  })

  test('prints raw in templates only what is named …Html or included', () => {
    const wrong = files(join(ROOT, 'views'), '.eta').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/<%~\s*([\s\S]*?)%>/g)]
        .map((match) => (match[1] as string).trim())
        .filter(
          (code) => !/^include\(/.test(code) && code !== 'it.body' && !/Html(\s*\?\?\s*'')?(\(.*\))?$/s.test(code),
        )
        .map((code) => `${relative(ROOT, file)}: ${code}`),
    )
    expect(wrong).toEqual([])
  })

  test('has no words for people in templates', () => {
    const wrong = files(join(ROOT, 'views'), '.eta').flatMap((file) =>
      readFileSync(file, 'utf8')
        .replace(/<%[\s\S]*?%>/g, '')
        .replace(/<!--[\s\S]*?-->|<(script|style)[\s\S]*?<\/\1>/g, '')
        .split(/<[^>]*>/)
        .map((text) => text.trim())
        .filter((text) => /\p{L}{2,}/u.test(text.replace(/&\w+;/g, '')))
        .map((text) => `${relative(ROOT, file)}: ${text}`),
    )
    expect(wrong).toEqual([])
  })

  test('styles with logical properties only and no inline styles', () => {
    const css = readFileSync(join(ROOT, 'public/style.css'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
    const physical =
      /(?:^|[\s;{])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|float|(?:min-|max-)?(?:width|height))\s*:/g
    expect([...css.matchAll(physical)].map(([match]) => match.trim())).toEqual([])
    const styled = files(join(ROOT, 'views'), '.eta').filter((file) => /\sstyle=/.test(readFileSync(file, 'utf8')))
    expect(styled).toEqual([])
  })
})
