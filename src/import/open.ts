/** A file of an operator as a stream of bytes, gzipped or not; told by its first bytes, not by its name. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UnreadableFile } from './rows.ts'

export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const gzipped = await isGzipped(path)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  // pipeline hands an error of the file on to the unpacked stream, where it is met below.
  const bytes: Readable = gzipped ? pipeline(file, createGunzip(), () => {}) : file
  try {
    for await (const chunk of bytes) {
      yield chunk as Buffer
    }
  } catch (error) {
    throw new UnreadableFile(`${path} cannot be read to its end: ${(error as Error).message}`, { cause: error })
  } finally {
    file.destroy()
  }
}

/** The first text of the file, enough to tell what it is; without a byte order mark. */
export async function readHead(path: string, length = 16 * 1024): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of readBytes(path)) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= length) break
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, length))
}

async function isGzipped(path: string): Promise<boolean> {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
    } finally {
      await file.close()
    }
  } catch (error) {
    throw new UnreadableFile(`${path} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
}
