/** Table of contents: what each request passes, then every feature in order. */

import { join } from 'node:path'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Connection } from './db/connect.ts'
import { live } from './db/live.ts'
import { createFileStore } from './files/store.ts'
import type { House } from './house.ts'
import { translator } from './i18n/languages.ts'
import { recogniseViewers } from './people/recognise.ts'
import { createSessions } from './people/sessions.ts'
import { signInUrl } from './people/urls.ts'
import { SETTINGS_TOPIC } from './settings/commands.ts'
import { loadSettings } from './settings/queries.ts'
import type { Settings } from './settings/rules.ts'
import { loadTaxonomy, TAXONOMY_TOPIC } from './taxonomy/queries.ts'
import { nameIn, statusColours } from './taxonomy/rules.ts'
import { accentColours } from './web/accent.ts'
import { requireAccess } from './web/access.ts'
import { serveAssets } from './web/assets.ts'
import { answerBrokenRequest, answerErrors, answerUnrouted } from './web/error-pages.ts'
import { guardAgainstCrossSite } from './web/guard.ts'
import { addHeaders } from './web/headers.ts'
import { addRendering } from './web/render.ts'
import { keepRouteTable } from './web/route-table.ts'
import { readUploads } from './web/uploads.ts'

/** Long enough for a form with the longest text we take, and for its faults to be told beside it (see forms.ts). */
const FORM_BYTES = 2_000_000

export async function createApp(config: Config, connection: Connection, secret: string): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    logger: config.logLevel === 'silent' ? false : { level: config.logLevel },
    trustProxy: config.trustProxy ?? false,
    bodyLimit: FORM_BYTES,
    // Fifty megabytes of pictures over a slow line; a stalled upload is ended by files/body-watch.
    requestTimeout: 300_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5000 },
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 1000 },
    forceCloseConnections: 'idle',
    frameworkErrors: answerUnrouted(() => app) as never,
    clientErrorHandler: answerBrokenRequest(() => app),
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
    files: await createFileStore(join(config.dataDir, 'files')),
  }

  app.decorate('house', house)
  keepRouteTable(app)
  requireAccess(app)
  app.removeContentTypeParser(['application/json', 'text/plain'])
  await app.register(cookie)
  await app.register(formbody, { bodyLimit: FORM_BYTES })
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  })
  await addHeaders(app, config)
  guardAgainstCrossSite(app, config)
  await readUploads(app)
  recogniseViewers(app, { config, db: connection.db, secret, sessions: house.sessions })
  const theme = () => `${accentColours(house.settings.now.accent)}\n${statusColours(house.taxonomy.now)}`
  const assets = await serveAssets(app, theme)
  await addRendering(app, { config, assets, site: () => siteWords(house.settings.now) })
  answerErrors(app, signInUrl)

  // The features, in order of their floor.

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
