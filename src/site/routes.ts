/** The site itself: is it alive, who may crawl it, which language it speaks. */
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import type { House } from '../house.ts'
import { LANGUAGES } from '../i18n/languages.ts'
import { setCookie } from '../web/cookies.ts'
import { isDatabaseAway, Refused } from '../web/errors.ts'
import { readForm } from '../web/forms.ts'
import { safeBack } from './urls.ts'

const anyone = { config: { access: 'anyone' } } as const

const LanguageForm = z.object({ language: z.enum(LANGUAGES.map(({ code }) => code)), back: z.string().optional() })

export function siteRoutes(app: FastifyInstance, { config, db }: House): void {
  /** The process answers; whether it can do its work, /readyz says. */
  app.get('/healthz', anyone, async (_request, reply) =>
    reply.header('cache-control', 'no-store').type('text/plain').send('ok\n'),
  )

  app.get('/readyz', anyone, async (request, reply) => {
    reply.header('cache-control', 'no-store').type('text/plain')
    try {
      await sql`SELECT 1`.execute(db)
      return reply.send('ok\n')
    } catch (error) {
      if (!isDatabaseAway(error)) throw error
      request.log.warn({ err: error }, 'not ready')
      return reply.code(503).send('database out of reach\n')
    }
  })

  app.get('/robots.txt', anyone, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .type('text/plain; charset=utf-8')
      .send('User-agent: *\nDisallow:\n'),
  )

  app.post('/language', anyone, async (request, reply) => {
    const form = readForm(LanguageForm, request.body)
    if (!form.ok) throw new Refused('fields.not_a_choice', {}, 422)
    setCookie(reply, config, 'lang', form.value.language)
    return reply.redirect(safeBack(form.value.back), 303)
  })
}
