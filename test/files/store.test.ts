import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFileStore, refuseWhenFull } from '../../src/files/store.ts'
import { sweepOrphans } from '../../src/files/sweep.ts'
import { contentOf, temporaryFolder, temporaryStore } from './samples.ts'

const LONG_AGO = new Date(Date.now() - 48 * 3600_000)
const A_DAY_AGO = new Date(Date.now() - 24 * 3600_000)

test('what was put in comes out, byte for byte, under a random key', async () => {
  const store = await temporaryStore()
  const key = await store.put(Buffer.from('hello'))
  expect(key).toMatch(/^[0-9a-f]{32}$/)
  expect(await store.put(Buffer.from('hello'))).not.toBe(key)
  const file = await store.open(key)
  expect(file?.bytes).toBe(5)
  file?.stream.destroy()
  expect((await contentOf(store, key)).toString()).toBe('hello')
})

test('a stream can be stored too', async () => {
  const store = await temporaryStore()
  async function* pieces() {
    yield Buffer.from('one ')
    yield Buffer.from('two')
  }
  expect((await contentOf(store, await store.put(pieces()))).toString()).toBe('one two')
})

test('a file that is not there is undefined, and removing it is no error', async () => {
  const store = await temporaryStore()
  const key = await store.put(Buffer.from('x'))
  await store.remove(key)
  await store.remove(key)
  expect(await store.open(key)).toBeUndefined()
})

test('a key that is not a key never reaches the disk', async () => {
  const store = await temporaryStore()
  for (const key of ['../../../etc/passwd', '', 'A'.repeat(32), `${'a'.repeat(32)}/..`, `${'a'.repeat(32)}\n`]) {
    await expect(store.open(key)).rejects.toThrow('not the key of a file')
    await expect(store.remove(key)).rejects.toThrow('not the key of a file')
  }
})

test('a file whose content breaks off leaves nothing behind', async () => {
  const folder = await temporaryFolder()
  const store = await createFileStore(folder)
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('hung up')
  }
  await expect(store.put(broken())).rejects.toThrow('hung up')
  expect(await readdir(folder)).toEqual(['incoming'])
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
})

test('a disk that is nearly full takes no more files', async () => {
  const store = await createFileStore(await temporaryFolder(), Number.MAX_SAFE_INTEGER)
  await expect(store.put(Buffer.from('x'))).rejects.toMatchObject({
    name: 'FileRefused',
    key: 'files.disk_full',
    status: 507,
  })
})

test.runIf(process.platform === 'linux')('a write for which there is no space says that the disk is full', async () => {
  await expect(refuseWhenFull(() => writeFile('/dev/full', 'x'))).rejects.toMatchObject({ key: 'files.disk_full' })
  await expect(refuseWhenFull(() => writeFile('/no/such/folder/x', 'x'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('files that no row knows are removed after a day, and only those', async () => {
  const folder = await temporaryFolder()
  const store = await createFileStore(folder)
  const [known, orphan, fresh] = [
    await store.put(Buffer.from('a')),
    await store.put(Buffer.from('b')),
    await store.put(Buffer.from('c')),
  ]
  for (const key of [known, orphan]) await utimes(join(folder, key.slice(0, 2), key), LONG_AGO, LONG_AGO)
  await mkdir(join(folder, 'not-ours'))
  const asked: string[][] = []
  const removed = await sweepOrphans(
    store,
    async (keys) => {
      asked.push(keys)
      return new Set(keys.filter((key) => key === known))
    },
    A_DAY_AGO,
  )
  expect(removed).toBe(1)
  expect(asked.flat().sort()).toEqual([known, orphan].sort())
  expect(await store.open(orphan)).toBeUndefined()
  for (const key of [known, fresh]) (await store.open(key))?.stream.destroy()
  expect(await readdir(folder)).toContain('not-ours')
})

test('many files are asked about in batches', async () => {
  const folder = await temporaryFolder()
  const store = await createFileStore(folder)
  await mkdir(join(folder, 'aa'))
  const keys = Array.from({ length: 1203 }, (_, index) => `aa${index.toString(16).padStart(30, '0')}`)
  for (const key of keys) {
    await writeFile(join(folder, 'aa', key), '')
    await utimes(join(folder, 'aa', key), LONG_AGO, LONG_AGO)
  }
  const sizes: number[] = []
  const removed = await sweepOrphans(
    store,
    async (batch) => {
      sizes.push(batch.length)
      return new Set(keys.slice(0, 3))
    },
    A_DAY_AGO,
  )
  expect(removed).toBe(1200)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
  expect((await readdir(join(folder, 'aa'))).sort()).toEqual(keys.slice(0, 3))
})

test('what a killed process was writing is removed after a day', async () => {
  const folder = await temporaryFolder()
  const store = await createFileStore(folder)
  for (const name of ['old', 'new']) await writeFile(join(folder, 'incoming', name), 'half')
  await utimes(join(folder, 'incoming', 'old'), LONG_AGO, LONG_AGO)
  await sweepOrphans(store, async () => new Set(), A_DAY_AGO)
  expect(await readdir(join(folder, 'incoming'))).toEqual(['new'])
})
