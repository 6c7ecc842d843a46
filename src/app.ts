/** Table of contents: what each request passes, then every feature in order. */
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import { constants } from 'node:zlib'
import type { Config } from './config.ts'
import type { Connection } from './db/connect.ts'
import { live, type Live } from './db/live.ts'
import type { Db } from './db/schema.ts'
import { recogniseViewers } from './people/recognise.ts'
import { createSessions, type Sessions } from './people/sessions.ts'
import { signInUrl } from './people/urls.ts'
import { SETTINGS_TOPIC } from './settings/commands.ts'
import { loadSettings } from './settings/queries.ts'
import type { Settings } from './settings/rules.ts'
import { loadTaxonomy, TAXONOMY_TOPIC } from './taxonomy/queries.ts'
import { nameIn, statusColours, type Taxonomy } from './taxonomy/rules.ts'
import { translator } from './i18n/languages.ts'
import { requireAccess } from './web/access.ts'
import { serveAssets } from './web/assets.ts'
import { accentColours } from './web/accent.ts'
import { answerBrokenRequest, answerErrors, errorPage } from './web/error-pages.ts'
import { faultOf } from './web/errors.ts'
import { guardAgainstCrossSite } from './web/guard.ts'
import { addHeaders, BARE_HEADERS } from './web/headers.ts'
import { addRendering } from './web/render.ts'
import { keepRouteTable } from './web/route-table.ts'

/** What rooms are given: everything a route needs beside the request. */
export type House = {
  config: Config
  connection: Connection
  db: Db
  secret: string
  settings: Live<Settings>
  taxonomy: Live<Taxonomy>
  sessions: Sessions
}

/** Long enough for a form with the longest text we take, and for its faults to be told beside it (see forms.ts). */
const FORM_BYTES = 2_000_000

export async function createApp(config: Config, connection: Connection, secret: string): Promise<FastifyInstance> {
  const app = Fastify({
    logger: config.logLevel === 'silent' ? false : { level: config.logLevel },
    trustProxy: config.trustProxy ?? false,
    bodyLimit: FORM_BYTES,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5000 },
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 1000 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      reply.headers(BARE_HEADERS)
      errorPage(request as never, reply as never, faultOf(error)).catch((failed) => request.log.error(failed))
    },
    clientErrorHandler: answerBrokenRequest('<!doctype html><title>400</title><h1>400</h1>'),
  })
  const warn = (error: Error) => app.log.warn({ err: error }, 'database connection')
  const house: House = {
    config,
    connection,
    db: connection.db,
    secret,
    settings: await live(connection, SETTINGS_TOPIC, loadSettings, warn),
    taxonomy: await live(connection, TAXONOMY_TOPIC, loadTaxonomy, warn),
    sessions: createSessions(connection.db),
  }

  keepRouteTable(app)
  requireAccess(app)
  app.removeContentTypeParser(['application/json', 'text/plain'])
  await app.register(cookie)
  await app.register(formbody, { bodyLimit: FORM_BYTES })
  await app.register(compress, { encodings: ['br', 'gzip'], brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } })
  await addHeaders(app, config)
  guardAgainstCrossSite(app, config)
  recogniseViewers(app, { config, db: connection.db, secret, sessions: house.sessions })
  const theme = () => `${accentColours(house.settings.now.accent)}\n${statusColours(house.taxonomy.now)}`
  const assets = await serveAssets(app, theme)
  await addRendering(app, { config, assets, site: () => siteWords(house.settings.now) })
  answerErrors(app, signInUrl)

  return app
}

function siteWords(settings: Settings) {
  return {
    name: settings.name,
    sentence: (language: Settings['language']) =>
      nameIn(settings.sentence, language, settings.language) || translator(language)('frame.default_sentence'),
    language: settings.language,
    timeZone: settings.timeZone,
  }
}
