import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockFolder } from '../../src/db/lock.ts'

const ROOT = join(import.meta.dirname, '../..')

test('admin:create and migrate refuse a folder in which the server runs, in a sentence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-admin-'))
  const lock = await lockFolder(folder)
  for (const file of ['create-admin.ts', 'migrate.ts']) {
    const { code, stderr } = await run(`src/bin/${file}`, { DATA_DIR: folder })
    expect(code).toBe(1)
    expect(stderr).toContain('is in use by another Earshot process')
    expect(stderr).not.toContain('    at ')
  }
  await lock.release()
  await rm(folder, { recursive: true })
})

function run(file: string, environment: Record<string, string>): Promise<{ code: number; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [file],
      { cwd: ROOT, env: { PATH: process.env.PATH, ...environment }, timeout: 25_000 },
      (error, _stdout, stderr) => done({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
    )
    child.stdin?.end('violet tram under snow\n')
  })
}
