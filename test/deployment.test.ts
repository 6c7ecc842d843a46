/** What is deployed without being run here: the compose file, the image's recipe, the two commands of README. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../src/config.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')

type Service = {
  image?: string
  build?: { context: string; dockerfile: string }
  environment: Record<string, string>
  volumes: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
}
const compose = parse(read('docker-compose.yml')) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}
const { app, db } = compose.services as { app: Service; db: Service }

test('compose waits for a healthy Postgres and keeps every volume it names', () => {
  expect(app.depends_on?.db?.condition).toBe('service_healthy')
  expect(db.healthcheck?.test.join(' ')).toContain('pg_isready')
  expect(db.image).toBe('postgres:18')
  // From version 18 on the image keeps its data below this folder; the older path would lose it.
  expect(db.volumes).toEqual(['database:/var/lib/postgresql'])
  const named = [...app.volumes, ...db.volumes].map((volume) => volume.split(':')[0] as string)
  expect(Object.keys(compose.volumes).sort()).toEqual(named.sort())
})

test('compose gives the program an environment it accepts, also with nothing set', () => {
  const environment = Object.entries(app.environment).map(([name, value]) => [
    name,
    value.replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
  ])
  const config = readConfig(Object.fromEntries(environment))
  expect(config.databaseUrl).toBe('postgres://earshot:earshot@db:5432/earshot')
  expect(config.dataDir).toBe('/data')
})

test('the image copies what exists, runs as an ordinary user and says whether it is well', () => {
  const recipe = read(app.build?.dockerfile ?? '')
  for (const [, source] of recipe.matchAll(/^COPY (\S+) \S+$/gm))
    expect(existsSync(join(ROOT, source as string))).toBe(true)
  expect(recipe).toMatch(/^USER node$/m)
  expect(recipe).toMatch(/^HEALTHCHECK /m)
  expect(recipe).not.toMatch(/^RUN .*--omit=optional/m)
})

test('every script that README names exists, and every setting stands in its table', () => {
  const readme = read('README.md')
  const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts)
  for (const [, name] of readme.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toContain(name)
  const settings = [...read('src/config.ts').matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] as string)
  expect(settings.length).toBeGreaterThan(8)
  for (const name of settings) expect(readme).toContain(`\`${name}\``)
})
