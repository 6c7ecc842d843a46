/** npm run demo: the whole program with a small company's support in it, in a data folder of its own. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from '../config.ts'
import type { Db } from '../db/schema.ts'
import { demoSentence, demoSources, demoStaff } from '../import/demo-set.ts'
import { load } from '../import/load.ts'
import { startProgress } from '../import/progress.ts'
import { reportText } from '../import/report-text.ts'
import { type RowSource, UnreadableFile } from '../import/rows.ts'
import { openSource } from '../import/sources.ts'
import { setPassword } from '../people/commands.ts'
import { hashPassword } from '../people/passwords.ts'
import { signInUrl } from '../people/urls.ts'
import { explain, openDatabase, start } from '../server.ts'
import { saveSettings } from '../settings/commands.ts'
import { loadSettings } from '../settings/queries.ts'
import { keepPace } from '../tickets/pace.ts'
import { randomToken } from '../web/secret.ts'

const usage = `npm run demo [-- --with <folder>] [-- --fresh]

--with   also takes every export of that folder (JSON Lines, CSV, XML; gzipped or not) that can be read
--fresh  begins anew: what was written in the demonstration is thrown away`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { with: { type: 'string' }, fresh: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const config = demoConfig(readConfig(process.env))
  if (values.fresh) await throwAway(config)
  const password = await prepare(config, values.with)
  const running = await start(config)
  console.log(`
Earshot with a demonstration set is open at ${config.siteUrl}
Sign in as staff at ${config.siteUrl}${signInUrl()}
${demoStaff.map(({ email, role }) => `  ${email} (${role})`).join('\n')}
  password: ${password}  (a new one at each start)
It lives in ${config.dataDir}; npm run demo -- --fresh begins anew. Ctrl+C stops it.`)
  const stop = () => void running.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

// Never the operator's own database, whatever the environment says.
function demoConfig(config: Config): Config {
  return { ...config, databaseUrl: undefined, dataDir: join(config.dataDir, 'demo') }
}

// Opened first, so that a demonstration still running keeps its folder.
async function throwAway(config: Config): Promise<void> {
  const connection = await openDatabase(config)
  await connection.close()
  await rm(config.dataDir, { recursive: true })
}

/** Loads what is not there yet and answers with the staff's new password. */
async function prepare(config: Config, folder: string | undefined): Promise<string> {
  const connection = await openDatabase(config)
  try {
    await nameDesk(connection.db)
    await take(connection.db, config, await demoSources())
    if (folder !== undefined) console.log(await take(connection.db, config, await sourcesIn(folder)))
    // As the daily reckoning would, so that the front page says it from the first look on.
    await keepPace(connection.db)
    const password = randomToken().slice(0, 16)
    await giveStaff(connection.db, password)
    return password
  } finally {
    await connection.close()
  }
}

async function nameDesk(db: Db): Promise<void> {
  if ((await loadSettings(db)).isSetUp) return
  const settings = { name: 'Fernhold', sentence: demoSentence, isSetUp: true }
  await db.transaction().execute((trx) => saveSettings(trx, settings))
}

async function take(db: Db, { siteUrl }: Config, sources: RowSource[]): Promise<string> {
  const progress = startProgress(process.stderr)
  const reports = await load(db, sources, { siteUrl, onProgress: progress.at })
  progress.end()
  return reports.map(reportText).join('\n\n')
}

async function giveStaff(db: Db, password: string): Promise<void> {
  const hash = await hashPassword(password)
  const emails = demoStaff.map(({ email }) => email)
  const staff = await db.selectFrom('staff').select('id').where('email', 'in', emails).execute()
  await db.transaction().execute(async (trx) => {
    for (const { id } of staff) await setPassword(trx, id, hash)
  })
}

async function sourcesIn(folder: string): Promise<RowSource[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:jsonl|ndjson|csv|xml)(?:\.gz)?$/i.test(name)).sort()
  return Promise.all(names.map((name) => openSource(join(folder, name))))
}

main().catch((error) => {
  console.error(error instanceof UnreadableFile ? error.message : explain(error))
  process.exit(1)
})
