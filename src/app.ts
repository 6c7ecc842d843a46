/** Table of contents: what each request passes, then every feature in order. */

import { join } from 'node:path'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { backUp } from './db/backup.ts'
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
import { settingsRoutes } from './settings/routes.ts'
import type { Settings } from './settings/rules.ts'
import { categoryRoutes } from './taxonomy/categories/routes.ts'
import { loadTaxonomy, TAXONOMY_TOPIC } from './taxonomy/queries.ts'
import { nameIn, statusColours } from './taxonomy/rules.ts'
import { statusRoutes } from './taxonomy/statuses/routes.ts'
import { tagRoutes } from './taxonomy/tags/routes.ts'
import { forgetRemoved, forgetSenders } from './tickets/forgetting/jobs.ts'
import { regroupingRoutes } from './tickets/regrouping/routes.ts'
import { ticketRoutes } from './tickets/routes.ts'
import { deskSide } from './tickets/triage/pages.ts'
import { triageRoutes } from './tickets/triage/routes.ts'
import { accentColours } from './web/accent.ts'
import { requireAccess } from './web/access.ts'
import { serveAssets } from './web/assets.ts'
import { sweepBuckets } from './web/buckets.ts'
import { answerBrokenRequest, answerErrors, answerUnrouted } from './web/error-pages.ts'
import { guardAgainstCrossSite } from './web/guard.ts'
import { addHeaders } from './web/headers.ts'
import { addRendering } from './web/render.ts'
import { keepRouteTable } from './web/route-table.ts'
import type { Job } from './web/schedule.ts'
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
  const site = () => siteWords(house.settings.now)
  await addRendering(app, { config, assets, site, deskSide: deskSide(house.db) })
  answerErrors(app, signInUrl)

  // The features, in order of their floor.
  settingsRoutes(app, house)
  statusRoutes(app, house)
  categoryRoutes(app, house)
  tagRoutes(app, house)
  ticketRoutes(app, house)
  regroupingRoutes(app, house)
  triageRoutes(app, house)

  return app
}

/** What comes round by the clock; server.ts starts it. */
export function siteJobs({ db, connection, config, sessions, settings }: House): Job[] {
  const hour = 3600
  return [
    { name: 'copy the database', everySeconds: hour, run: () => backUp(connection, join(config.dataDir, 'backups')) },
    { name: 'sweep buckets', everySeconds: hour, run: () => sweepBuckets(db) },
    { name: 'end old sessions', everySeconds: hour, run: () => sessions.deleteExpiredSessions() },
    { name: 'forget senders', everySeconds: 24 * hour, run: () => forgetSenders(db, settings.now) },
    { name: 'forget removed tickets', everySeconds: 24 * hour, run: () => forgetRemoved(db, settings.now) },
  ]
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
