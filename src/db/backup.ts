/**
 * The embedded database is never fsynced (it has no such call on Node's files), so a power cut may spoil it. Every hour a
 * copy of the whole goes beside it, on the disk for good before its name appears; the last 24 are kept.
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from './connect.ts'

const KEPT = 24
const NAME = /^earshot-\d{8}T\d{6}\.tar\.gz$/

/** Writes one copy into `folder` and returns its path; undefined where a server keeps the data. */
export async function backUp(connection: Connection, folder: string, now = new Date()): Promise<string | undefined> {
  const dump = await connection.dump()
  if (!dump) return undefined
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const name = `earshot-${now.toISOString().replace(/[-:]|\.\d+Z$/g, '')}.tar.gz`
  const unfinished = join(folder, `${name}.part`)
  const file = await open(unfinished, 'w', 0o640)
  try {
    await file.writeFile(Buffer.from(await dump.arrayBuffer()))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, join(folder, name))
  await syncFolder(folder)
  const old = (await readdir(folder)).filter((file) => NAME.test(file)).sort()
  for (const file of old.slice(0, -KEPT)) await rm(join(folder, file))
  return join(folder, name)
}

/** The new name itself must be on the disk. Windows cannot open a folder and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
