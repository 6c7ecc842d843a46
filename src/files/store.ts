/** Where files lie. A folder today; whoever writes to a bucket instead fills the same type. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { FileRefused } from './rules.ts'

/** A file never changes under its key, and a key is never used again. */
export type FileStore = {
  /** Resolves with the key when the file is on the disk for good: store first, commit the row after. */
  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<string>
  /** Undefined when there is no such file. The stream must be read or destroyed. */
  open(key: string): Promise<{ stream: Readable; bytes: number } | undefined>
  remove(key: string): Promise<void>
  /** Keys of files stored before that moment. */
  listOlder(moment: Date): AsyncIterable<string>
  /** Removes what was being written when a process died, if it was begun before that moment. */
  removeUnfinished(moment: Date): Promise<void>
}

const KEY = /^[0-9a-f]{32}$/
const SHARD = /^[0-9a-f]{2}$/
/** Kept free for the database, which stops working on a full disk. */
const MIN_FREE_BYTES = 256 * 1024 * 1024

/** Makes the folder if need be. `put` throws FileRefused when less than `minFreeBytes` would be left. */
export async function createFileStore(folder: string, minFreeBytes = MIN_FREE_BYTES): Promise<FileStore> {
  const root = resolve(folder)
  const incoming = join(root, 'incoming')
  if (await mkdir(incoming, { recursive: true, mode: 0o750 })) await syncFolder(dirname(root))

  const placeOf = (key: string) => {
    if (!KEY.test(key)) throw new Error(`not the key of a file: ${JSON.stringify(key)}`)
    return join(root, key.slice(0, 2), key)
  }

  return {
    async put(content) {
      const key = randomBytes(16).toString('hex')
      const unfinished = join(incoming, key)
      const place = placeOf(key)
      try {
        await refuseWhenFull(async () => {
          await demandRoom(root, minFreeBytes)
          await writeFile(unfinished, content, { flag: 'wx', mode: 0o640, flush: true })
          await mkdir(dirname(place), { recursive: true, mode: 0o750 })
          await rename(unfinished, place)
          // A name is as lasting as the folder that holds it, up to the folder that was there from the start.
          await syncFolder(dirname(place))
          await syncFolder(root)
        })
      } finally {
        await rm(unfinished, { force: true })
      }
      return key
    },

    async open(key) {
      const file = await unlessMissing(open(placeOf(key)))
      if (!file) return undefined
      return { bytes: (await file.stat()).size, stream: file.createReadStream() }
    },

    async remove(key) {
      await rm(placeOf(key), { force: true })
    },

    async *listOlder(moment) {
      for (const shard of (await readdir(root)).filter((name) => SHARD.test(name))) {
        for (const key of (await readdir(join(root, shard))).filter((name) => KEY.test(name))) {
          if (await isOlder(join(root, shard, key), moment)) yield key
        }
      }
    },

    async removeUnfinished(moment) {
      for (const name of await readdir(incoming)) {
        if (await isOlder(join(incoming, name), moment)) await rm(join(incoming, name), { force: true })
      }
    },
  }
}

/** Turns "no space left" and "over quota" into FileRefused; every other error passes. */
export async function refuseWhenFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw new FileRefused('files.disk_full')
    throw error
  }
}

async function demandRoom(folder: string, minFreeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < minFreeBytes) throw new FileRefused('files.disk_full')
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no such thing as a folder that can be opened and synced.
  if (process.platform === 'win32') return
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function isOlder(path: string, moment: Date): Promise<boolean> {
  const found = await unlessMissing(stat(path))
  return found !== undefined && found.mtime < moment
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
