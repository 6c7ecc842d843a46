/** Table of contents: what each request passes, then every feature in order. */

import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import { readingRoutes } from './articles/reading/routes.ts'
import { writingRoutes } from './articles/writing/routes.ts'
import { versionRoutes } from './articles/writing/version-routes.ts'
import type { Config } from './config.ts'
import { backUp } from './db/backup.ts'
import type { Connection } from './db/connect.ts'
import { live } from './db/live.ts'
import { gatherStatistics } from './db/statistics.ts'
import { createFileStore } from './files/store.ts'
import type { House } from './house.ts'
import { translator } from './i18n/languages.ts'
import { findNewAddress } from './import/old-addresses.ts'
import { type Carrier, sweepOutbox } from './notify/deliver.ts'
import { mailCarrier } from './notify/mail.ts'
import { accountRoutes } from './people/account/routes.ts'
import { carryingRoutes } from './people/carrying/routes.ts'
import { joinRoutes } from './people/joining/routes.ts'
import { sweepLinks } from './people/one-time-links.ts'
import { findMailbox } from './people/queries.ts'
import { recogniseViewers } from './people/recognise.ts'
import { resetRoutes } from './people/resetting/routes.ts'
import { rotaRoutes } from './people/rota/routes.ts'
import { createSessions } from './people/sessions.ts'
import { setUpRoutes } from './people/setting-up/routes.ts'
import { signInRoutes } from './people/signing-in/routes.ts'
import { teamRoutes } from './people/team/routes.ts'
import { undeliveredRoutes } from './people/undelivered/routes.ts'
import { signInUrl } from './people/urls.ts'
import { searchRoutes } from './search/routes.ts'
import { SETTINGS_TOPIC } from './settings/commands.ts'
import { guidelinesRoutes } from './settings/guidelines/routes.ts'
import { hoursRoutes } from './settings/hours/routes.ts'
import { loadSettings } from './settings/queries.ts'
import { settingsRoutes } from './settings/routes.ts'
import type { Settings } from './settings/rules.ts'
import { frontRoutes } from './site/front/routes.ts'
import { siteRoutes } from './site/routes.ts'
import { categoryRoutes } from './taxonomy/categories/routes.ts'
import { loadTaxonomy, TAXONOMY_TOPIC } from './taxonomy/queries.ts'
import { nameIn, statusColours, type Taxonomy } from './taxonomy/rules.ts'
import { statusRoutes } from './taxonomy/statuses/routes.ts'
import { tagRoutes } from './taxonomy/tags/routes.ts'
import { draftRoutes } from './tickets/answering/draft-routes.ts'
import { forgetDrafts } from './tickets/answering/drafts.ts'
import { replyBox } from './tickets/answering/pages.ts'
import { answeringRoutes } from './tickets/answering/routes.ts'
import { askingRoutes } from './tickets/asking/routes.ts'
import { sweepFiles } from './tickets/attaching/jobs.ts'
import { attachingRoutes } from './tickets/attaching/routes.ts'
import { calmingRoutes } from './tickets/calming/routes.ts'
import { editingRoutes } from './tickets/editing/routes.ts'
import { forgetRemoved, forgetRestraints, forgetSenders, forgetUndos } from './tickets/forgetting/jobs.ts'
import { guardingRoutes } from './tickets/guarding/routes.ts'
import { ticketWork } from './tickets/handing-over/commands.ts'
import { ideasRoutes } from './tickets/ideas/routes.ts'
import { incidentRoutes } from './tickets/incidents/routes.ts'
import { invitingRoutes } from './tickets/inviting/routes.ts'
import { joiningRoutes } from './tickets/joining/routes.ts'
import { knowingRoutes } from './tickets/knowing/routes.ts'
import { listingRoutes } from './tickets/listing/routes.ts'
import { topicRoutes } from './tickets/listing/topics/routes.ts'
import { mentioningRoutes } from './tickets/mentioning/routes.ts'
import { mergedPlace } from './tickets/merged.ts'
import { mergingBulkActs } from './tickets/merging/bulk.ts'
import { mergingRoutes } from './tickets/merging/routes.ts'
import { mineRoutes } from './tickets/mine/routes.ts'
import { ticketsSide } from './tickets/on-article/side.ts'
import { openingRoutes } from './tickets/opening/routes.ts'
import { keepPace } from './tickets/pace.ts'
import { sweepPresence } from './tickets/presence.ts'
import { previewingRoutes } from './tickets/previewing/routes.ts'
import { publishingRoutes } from './tickets/publishing/routes.ts'
import { redactingRoutes } from './tickets/redacting/routes.ts'
import { regroupingRoutes } from './tickets/regrouping/routes.ts'
import { removingBulkActs } from './tickets/removing/bulk.ts'
import { removingRoutes } from './tickets/removing/routes.ts'
import { reopeningRoutes } from './tickets/reopening/routes.ts'
import { replyingRoutes } from './tickets/replying/routes.ts'
import { reviewingRoutes } from './tickets/reviewing/routes.ts'
import { rewritingRoutes } from './tickets/rewriting/routes.ts'
import { ticketRoutes } from './tickets/routes.ts'
import { escalateWaiting } from './tickets/routing/jobs.ts'
import { routingRoutes } from './tickets/routing/routes.ts'
import { listOwnLinks } from './tickets/secret-link/queries.ts'
import { secretLinkRoutes } from './tickets/secret-link/routes.ts'
import { snoozingRoutes } from './tickets/snoozing/routes.ts'
import { solvingRoutes } from './tickets/solving/routes.ts'
import { splittingRoutes } from './tickets/splitting/routes.ts'
import { mayStillRead } from './tickets/still-readable.ts'
import { targetsRoutes } from './tickets/targets/routes.ts'
import { thankingRoutes } from './tickets/thanking/routes.ts'
import { keepClocks, warnOfTargets } from './tickets/timing/jobs.ts'
import { toArticleRoutes } from './tickets/to-article/routes.ts'
import { auditRoutes } from './tickets/triage/audit/routes.ts'
import { deskBulkActs } from './tickets/triage/bulk/acts.ts'
import { goOnWithBulk } from './tickets/triage/bulk/jobs.ts'
import { bulkRoutes } from './tickets/triage/bulk/routes.ts'
import { comfortRoutes } from './tickets/triage/comfort/routes.ts'
import { deskSide } from './tickets/triage/desk-side.ts'
import { liveRoutes } from './tickets/triage/live/routes.ts'
import { nextInQueue, triageRoutes } from './tickets/triage/routes.ts'
import { deskTicketRoutes } from './tickets/triage/ticket/routes.ts'
import { viewRoutes } from './tickets/triage/views/routes.ts'
import { undoingRoutes } from './tickets/undoing/routes.ts'
import { deskTicketUrl } from './tickets/urls.ts'
import { vote } from './tickets/voting/commands.ts'
import { votingRoutes } from './tickets/voting/routes.ts'
import { remindAndClose } from './tickets/waiting/jobs.ts'
import { waitingRoutes } from './tickets/waiting/routes.ts'
import { wakeDue } from './tickets/waking.ts'
import { wallRoutes } from './tickets/wall/routes.ts'
import { accentColours } from './web/accent.ts'
import { requireAccess } from './web/access.ts'
import { refuseNulAddresses } from './web/addresses.ts'
import { serveAssets } from './web/assets.ts'
import { sweepBuckets } from './web/buckets.ts'
import { answerBrokenRequest, answerErrors, answerUnrouted, type FindMoved } from './web/error-pages.ts'
import { guardAgainstCrossSite } from './web/guard.ts'
import { addHeaders } from './web/headers.ts'
import { logging } from './web/log.ts'
import { addRendering } from './web/render.ts'
import { keepRouteTable } from './web/route-table.ts'
import type { Job } from './web/schedule.ts'
import { finishInTime } from './web/stopping.ts'
import { readUploads } from './web/uploads.ts'

/** Long enough for a form with the longest text we take, and for its faults to be told beside it (see forms.ts). */
const FORM_BYTES = 2_000_000

export async function createApp(
  config: Config,
  connection: Connection,
  secret: string,
  { logTo }: { logTo?: Writable } = {},
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    logger: logging(config.logLevel, logTo),
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
  finishInTime(app)
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
  await readUploads(app)
  guardAgainstCrossSite(app, config)
  refuseNulAddresses(app)
  recogniseViewers(app, { config, db: connection.db, secret, sessions: house.sessions })
  const theme = themeOf(house)
  const assets = await serveAssets(app, theme)
  const site = () => siteWords(house.settings.now)
  await addRendering(app, { config, assets, site, deskSide: deskSide(house) })
  const findMoved: FindMoved = ({ viewer, url }) => findNewAddress(house.db, viewer, url)
  answerErrors(app, signInUrl, findMoved, mergedPlace(secret))

  // The features, in order of their floor.
  setUpRoutes(app, house)
  signInRoutes(app, house)
  joinRoutes(app, house)
  resetRoutes(app, house)
  accountRoutes(app, house)
  teamRoutes(app, house, ticketWork)
  rotaRoutes(app, house)
  guidelinesRoutes(app, house)
  undeliveredRoutes(app, house, (id) => deskTicketUrl(id))
  settingsRoutes(app, house)
  hoursRoutes(app, house)
  statusRoutes(app, house)
  categoryRoutes(app, house)
  tagRoutes(app, house)
  readingRoutes(app, house, ticketsSide(house))
  writingRoutes(app, house, ticketsSide(house))
  versionRoutes(app, house)
  carryingRoutes(app, house, listOwnLinks)
  ticketRoutes(app, house)
  askingRoutes(app, house)
  previewingRoutes(app, house)
  guardingRoutes(app, house)
  replyingRoutes(app, house)
  votingRoutes(app, house)
  incidentRoutes(app, house, { vote })
  ideasRoutes(app, house)
  thankingRoutes(app, house)
  solvingRoutes(app, house)
  reopeningRoutes(app, house)
  knowingRoutes(app, house)
  joiningRoutes(app, house)
  editingRoutes(app, house)
  secretLinkRoutes(app, house)
  attachingRoutes(app, house)
  reviewingRoutes(app, house)
  listingRoutes(app, house)
  topicRoutes(app, house)
  wallRoutes(app, house)
  mineRoutes(app, house)
  regroupingRoutes(app, house)
  targetsRoutes(app, house)
  const bulkBar = bulkRoutes(app, house, bulkActs(house))
  routingRoutes(app, house)
  waitingRoutes(app, house)
  triageRoutes(app, house, bulkBar)
  viewRoutes(app, house)
  auditRoutes(app, house)
  // The ticket on the desk holds the reply box, whose faults show on the ticket: here the two neighbours meet.
  const { show: showTicket, sorting } = deskTicketRoutes(app, house, (words, ticket, staff) =>
    replyBox(house, words, ticket, staff.id),
  )
  snoozingRoutes(house, sorting)
  mentioningRoutes(sorting)
  draftRoutes(app, house)
  liveRoutes(app, house)
  comfortRoutes(app, house)
  answeringRoutes(app, house, { showTicket, findNext: nextInQueue(house) })
  toArticleRoutes(app, house)
  rewritingRoutes(app, house)
  removingRoutes(app, house)
  publishingRoutes(app, house)
  redactingRoutes(app, house)
  mergingRoutes(app, house)
  invitingRoutes(app, house)
  splittingRoutes(app, house)
  openingRoutes(app, house)
  calmingRoutes(app, house)
  undoingRoutes(app, house)
  searchRoutes(app, house)
  frontRoutes(app, house)
  siteRoutes(app, house)

  return app
}

/** What can be done to many tickets at once: each room brings its own acts. */
const bulkActs = (house: House) => [...deskBulkActs(house), ...mergingBulkActs(house), ...removingBulkActs()]

/** How notices leave the house; whether their reader may still read is asked at the moment of sending. */
export function siteCarriers({ db, config, settings }: House): Record<string, Carrier> {
  return {
    mail: mailCarrier({
      smtpUrl: config.smtpUrl,
      folder: join(config.dataDir, 'mail'),
      from: config.mailFrom,
      siteUrl: config.siteUrl,
      site: () => settings.now,
      findMailbox: (personId) => findMailbox(db, personId),
      mayRead: (about) => mayStillRead(db, about),
    }),
  }
}

/** What comes round by the clock; server.ts starts it. */
export function siteJobs(house: House): Job[] {
  const { db, connection, config, sessions, settings } = house
  const hour = 3600
  return [
    { name: 'escalate what waits too long', everySeconds: 60, run: () => escalateWaiting(db, settings.now) },
    { name: 'remind and close', everySeconds: 600, run: () => remindAndClose(house) },
    { name: 'copy the database', everySeconds: hour, run: () => backUp(connection, join(config.dataDir, 'backups')) },
    { name: 'gather statistics', everySeconds: 24 * hour, run: () => gatherStatistics(connection) },
    { name: 'sweep buckets', everySeconds: hour, run: () => sweepBuckets(db) },
    { name: 'end old sessions', everySeconds: hour, run: () => sessions.deleteExpiredSessions() },
    { name: 'forget used links', everySeconds: hour, run: () => sweepLinks(db) },
    { name: 'forget sent notices', everySeconds: 24 * hour, run: () => sweepOutbox(db) },
    { name: 'keep the clocks', everySeconds: 60, run: () => keepClocks(db) },
    { name: 'warn of targets', everySeconds: 60, run: () => warnOfTargets(db) },
    { name: 'reckon the pace', everySeconds: hour, run: () => keepPace(db) },
    { name: 'wake what was put off', everySeconds: 60, run: () => wakeDue(db) },
    { name: 'forget drafts', everySeconds: 24 * hour, run: () => forgetDrafts(db) },
    { name: 'forget who was here', everySeconds: hour, run: () => sweepPresence(db) },
    { name: 'go on with acts on many', everySeconds: 60, run: () => goOnWithBulk(house, bulkActs(house)) },
    { name: 'sweep files', everySeconds: 24 * hour, run: () => sweepFiles(house) },
    { name: 'forget undos', everySeconds: 24 * hour, run: () => forgetUndos(db) },
    { name: 'forget restraints', everySeconds: 24 * hour, run: () => forgetRestraints(db) },
    { name: 'forget senders', everySeconds: 24 * hour, run: () => forgetSenders(db, settings.now) },
    { name: 'forget removed tickets', everySeconds: 24 * hour, run: () => forgetRemoved(db, settings.now) },
  ]
}

/** Every address of an icon asks for it: made anew only when the admin has changed something. */
function themeOf({ settings, taxonomy }: House): () => string {
  let known: { settings: Settings; taxonomy: Taxonomy; css: string } | undefined
  return () => {
    if (known?.settings !== settings.now || known.taxonomy !== taxonomy.now) {
      const css = `${accentColours(settings.now.accent)}\n${statusColours(taxonomy.now)}`
      known = { settings: settings.now, taxonomy: taxonomy.now, css }
    }
    return known.css
  }
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
