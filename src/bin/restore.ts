/** npm run restore -- <copy.tar.gz>: makes the embedded database anew from one of its hourly copies. */
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { openEmbedded } from '../db/connect.ts'
import { lockFolder } from '../db/lock.ts'
import { explain } from '../server.ts'

async function restore(copy: string | undefined): Promise<void> {
  const config = readConfig(process.env)
  if (!copy) throw new Error(`Which copy? They are in ${join(config.dataDir, 'backups')}: npm run restore -- <file>`)
  if (config.databaseUrl) throw new Error('DATABASE_URL is set: a server is restored by its own tools (pg_restore).')
  const bytes = await readFile(copy)
  const lock = await lockFolder(config.dataDir)
  const place = join(config.dataDir, 'postgres')
  const aside = `${place}-before-${Date.now()}`
  await rename(place, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  const lite = await openEmbedded({ dataDir: place, loadDataDir: new Blob([bytes]) })
  await lite.close()
  await lock.release()
  console.log(`Restored from ${copy}. What was there before, if anything, is in ${aside}.`)
}

restore(process.argv[2]).catch((error) => {
  console.error(explain(error))
  process.exit(1)
})
