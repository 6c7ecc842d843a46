/** What app.ts hands to the rooms: types only, so that no room needs the roof. */
import type { Config } from './config.ts'
import type { Connection } from './db/connect.ts'
import type { Live } from './db/live.ts'
import type { Db } from './db/schema.ts'
import type { FileStore } from './files/store.ts'
import type { Sessions } from './people/sessions.ts'
import type { Settings } from './settings/rules.ts'
import type { Taxonomy } from './taxonomy/rules.ts'

/** Everything a route needs beside the request. */
export type House = {
  config: Config
  connection: Connection
  db: Db
  /** Signs links and tokens; see web/secret.ts. */
  secret: string
  settings: Live<Settings>
  taxonomy: Live<Taxonomy>
  sessions: Sessions
  files: FileStore
}

declare module 'fastify' {
  interface FastifyInstance {
    /** For commands and tests, which hold the app and nothing else. */
    house: House
  }
}
