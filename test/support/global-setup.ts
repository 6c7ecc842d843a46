/** Once a run: the migrated template that every test file copies. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect, embeddedConnection, openEmbedded } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { onServer, withDatabase } from './database.ts'

export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL
  // Programs that tests start again and again find their sources compiled: a second less at each start.
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.compiled')
  return url ? serverTemplate(url, provide) : embeddedTemplate(provide)
}

async function embeddedTemplate(provide: TestProject['provide']) {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-template-'))
  const lite = await openEmbedded({})
  const connection = embeddedConnection(lite)
  await migrate(connection)
  const dump = join(folder, 'template.tar')
  await writeFile(dump, Buffer.from(await (await lite.dumpDataDir('none')).arrayBuffer()))
  await connection.close()
  provide('template', { kind: 'embedded', dump })
  return () => rm(folder, { recursive: true })
}

async function serverTemplate(url: string, provide: TestProject['provide']) {
  const name = `earshot_template_${process.pid}`
  await onServer(url, `CREATE DATABASE ${name}`)
  const connection = await connect({ url: withDatabase(url, name), folder: '' })
  await migrate(connection)
  await connection.close()
  provide('template', { kind: 'server', url, name })
  return () => onServer(url, `DROP DATABASE ${name} WITH (FORCE)`)
}
