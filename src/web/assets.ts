/** Style sheet, scripts and icons under an address that changes with their content, so that caches may keep them for ever. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const PUBLIC = join(import.meta.dirname, '../../public')

export type Assets = {
  /** '/assets/1a2b3c/app.js' */
  url(name: string): string
}

/** `theme` gives the admin's part of the style sheet (accent, status colours) as CSS; it is asked at every page. */
export async function serveAssets(app: FastifyInstance, theme: () => string): Promise<Assets> {
  const files = hashOfFolder(PUBLIC)
  const style = readSheet('style.css')
  const deskStyle = readSheet('desk.css')
  let known = { theme: '', version: '' }
  const version = () => {
    const now = theme()
    if (known.version === '' || known.theme !== now) {
      known = { theme: now, version: createHash('sha256').update(files).update(now).digest('hex').slice(0, 10) }
    }
    return known.version
  }
  await app.register(fastifyStatic, { root: PUBLIC, serve: false })
  app.get<{ Params: { version: string; '*': string } }>(
    '/assets/:version/*',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const { version: asked, '*': name } = request.params
      const keep = asked === version() ? 'public, max-age=31536000, immutable' : 'no-cache'
      if (name === 'style.css') {
        return reply.header('cache-control', keep).type('text/css; charset=utf-8').send(`${style}\n${known.theme}`)
      }
      if (name === 'desk.css') {
        return reply.header('cache-control', keep).type('text/css; charset=utf-8').send(deskStyle)
      }
      return reply.sendFile(name, { cacheControl: false }).header('cache-control', keep)
    },
  )
  app.get('/favicon.ico', { config: { access: 'anyone' } }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=86400').sendFile('favicon.svg', { cacheControl: false }),
  )
  return { url: (name) => `/assets/${version()}/${name}` }
}

/** A sheet's comments and indents are for us: a fifth of its bytes, and never sent. */
function readSheet(name: string): string {
  return readFileSync(join(PUBLIC, name), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\n\s+/g, '\n')
}

function hashOfFolder(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.\w+$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)))
  }
  return hash.digest('hex')
}
