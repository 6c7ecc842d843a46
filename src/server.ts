/** Start and stop: config → connect → migrate → app → listen. The only reader of process.env. */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createApp, siteCarriers, siteJobs } from './app.ts'
import { type Config, ConfigWrong, readConfig } from './config.ts'
import { type Connection, connect } from './db/connect.ts'
import { FolderInUse } from './db/lock.ts'
import { MigrationFailed, migrate } from './db/migrate.ts'
import { startDelivery } from './notify/deliver.ts'
import { offerSetUp } from './people/setting-up/commands.ts'
import { siteSecret } from './settings/queries.ts'
import { startJobs } from './web/schedule.ts'

export type Running = { app: FastifyInstance; connection: Connection; address: string; stop(): Promise<void> }

/** Opens the database of a configuration as it stands. */
export function connectTo(config: Config): Promise<Connection> {
  return connect({
    url: config.databaseUrl,
    folder: config.dataDir,
    poolSize: config.databasePool,
    warn: (error) => console.error(`Database connection: ${error.message}`),
  })
}

/** Opens the database of a configuration and brings it up to date. Commands of bin/ use it too. */
export async function openDatabase(config: Config): Promise<Connection> {
  const connection = await connectTo(config)
  try {
    await migrate(connection)
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

export async function start(config: Config): Promise<Running> {
  const connection = await openDatabase(config)
  const app = await createApp(config, connection, config.secret ?? (await siteSecret(connection.db)))
  const address = await app.listen({ port: config.port, host: config.host })
  const jobs = startJobs(siteJobs(app.house), app.log)
  const delivery = await startDelivery({ connection, carriers: siteCarriers(app.house), log: app.log })
  return {
    app,
    connection,
    address,
    async stop() {
      await app.close()
      await Promise.all([jobs.stop(), delivery.stop()])
      await connection.close()
    },
  }
}

/** For errors that are a matter of the operator's set-up: the sentence is enough, the stack would hide it. */
export function explain(error: unknown): string {
  if (error instanceof ConfigWrong || error instanceof FolderInUse || error instanceof MigrationFailed)
    return error.message
  if ((error as NodeJS.ErrnoException)?.code === 'EADDRINUSE')
    return 'The port is taken by another program: set PORT to a free one.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const running = await start(config)
  console.log(`Earshot is open at ${config.siteUrl} (listening on ${running.address})`)
  if (running.connection.embedded) {
    console.log(
      `Data is in ${join(config.dataDir, 'postgres')} (embedded database: survives a killed process, not a power cut; ` +
        'for anything you keep, set DATABASE_URL to a Postgres server).',
    )
  }
  if (!config.smtpUrl)
    console.log(`Mail is written to ${join(config.dataDir, 'mail')} as files; set SMTP_URL to send it.`)
  const setUp = await offerSetUp(running.connection.db)
  if (setUp) console.log(`Nobody can sign in yet. Make the first admin here, once: ${config.siteUrl}${setUp}`)
  const stop = (signal: string) => {
    console.log(`${signal}: finishing what is open, then stopping.`)
    running.stop().then(
      () => process.exit(0),
      (error) => {
        console.error(explain(error))
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

if (import.meta.main) {
  main().catch((error) => {
    console.error(explain(error))
    process.exit(1)
  })
}
