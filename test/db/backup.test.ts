import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../src/db/backup.ts'
import { embeddedConnection, openEmbedded } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-backup-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('an hourly copy of the embedded database can be opened again, and the last 24 are kept', async () => {
  const connection = embeddedConnection(await openEmbedded({}))
  await migrate(connection)
  await connection.db.insertInto('tags').values({ name: 'kept' }).execute()
  const older = Array.from(
    { length: 26 },
    (_, day) => `earshot-202601${String(day + 1).padStart(2, '0')}T000000.tar.gz`,
  )
  for (const name of older) await writeFile(join(folder, name), '')

  const copy = (await backUp(connection, folder)) as string
  await connection.close()

  const names = (await readdir(folder)).sort()
  expect(names).toHaveLength(24)
  expect(join(folder, names.at(-1) as string)).toBe(copy)

  const restored = embeddedConnection(await openEmbedded({ loadDataDir: new Blob([await readFile(copy)]) }))
  expect(await restored.db.selectFrom('tags').select('name').execute()).toEqual([{ name: 'kept' }])
  await restored.close()
}, 60_000)
