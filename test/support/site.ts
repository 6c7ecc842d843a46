/** A whole site on a database of its own, to be asked over HTTP as a browser would. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { createApp } from '../../src/app.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Role } from '../../src/db/schema.ts'
import type { House } from '../../src/house.ts'
import { hashToken, randomToken } from '../../src/web/secret.ts'
import { freshDatabase } from './database.ts'
import { type MadeStaff, makePerson, makeStaff } from './make.ts'

export const SITE_URL = 'http://earshot.test'

/** A browser: keeps its cookies and says where its forms come from. */
export type Browser = ReturnType<typeof supertest.agent>

export type Site = {
  app: FastifyInstance
  house: House
  /** http://127.0.0.1:<port>, for what supertest cannot do. */
  address: string
  /** A browser that has not been here before. It becomes known by its first act, as people do. */
  visitor(): Browser
  /** A visitor whose browser already holds a key. */
  known(): Promise<Browser & { personId: number; key: string }>
  /** Signed in with that role. */
  staff(role?: Role): Promise<Browser & { made: MadeStaff }>
  /** Signed in as somebody made before. */
  signedIn(staff: MadeStaff): Promise<Browser & { made: MadeStaff }>
  close(): Promise<void>
}

/** `environment` adds to the environment the site is configured by, e.g. { LOG_LEVEL: 'error' }. */
export async function openSite(
  environment: Record<string, string> = {},
  options: Parameters<typeof createApp>[3] = {},
): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-site-'))
  const config: Config = readConfig({
    SITE_URL,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    SECRET: 'a secret for tests that is long enough',
    LOG_LEVEL: 'silent',
    ...environment,
  })
  const connection = await freshDatabase()
  const app = await createApp(config, connection, config.secret ?? '', options)
  const address = await app.listen({ port: config.port, host: config.host })
  const { house } = app

  const visitor = (): Browser => supertest.agent(address).set('origin', config.siteUrl)

  async function signedIn(made: MadeStaff): Promise<Browser & { made: MadeStaff }> {
    const session = await house.sessions.createSession(made.id, { browser: 'Test' })
    return Object.assign(withCookie(visitor(), 'earshot_session', session.id), { made })
  }

  return {
    app,
    house,
    address,
    visitor,
    async known() {
      const personId = await makePerson(house)
      const key = randomToken()
      await house.db
        .insertInto('visitor_keys')
        .values({ key_hash: hashToken(key), person_id: personId })
        .execute()
      return Object.assign(withCookie(visitor(), 'earshot_key', key), { personId, key })
    },
    async staff(role = 'agent') {
      return signedIn(await makeStaff(house, { role }))
    },
    signedIn,
    async close() {
      await app.close()
      await connection.close()
      await rm(folder, { recursive: true })
    },
  }
}

function withCookie(browser: Browser, name: string, value: string): Browser {
  browser.jar.setCookie(`${name}=${value}; Path=/`, '127.0.0.1', '/')
  return browser
}
