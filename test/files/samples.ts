/** Files as people and attackers send them, made here. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { onTestFinished } from 'vitest'
import { createFileStore, type FileStore } from '../../src/files/store.ts'

/** Removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-files-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

export async function temporaryStore(): Promise<FileStore> {
  return createFileStore(join(await temporaryFolder(), 'files'))
}

export async function contentOf(store: FileStore, key: string | null): Promise<Buffer> {
  const file = await store.open(key ?? '')
  if (!file) throw new Error(`nothing is stored under ${key}`)
  return buffer(file.stream)
}

export function blank(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#3a7' } })
}

/** Taken in Kyiv with the camera on its side: 60 × 40 pixels as stored, 40 × 60 as seen. */
export function photoWithPlace(): Promise<Buffer> {
  return blank(60, 40)
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Make: 'Canonesque' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '50/1 27/1 0/1' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>')
    .jpeg()
    .toBuffer()
}

export async function animation(type: 'gif' | 'webp', frames = 3): Promise<Buffer> {
  const drawn = Array.from({ length: frames }, (_, index) =>
    sharp({ create: { width: 50, height: 30, channels: 3, background: { r: index * 60, g: 90, b: 200 } } })
      .png()
      .toBuffer(),
  )
  const delay = drawn.map(() => 120)
  const joined = sharp(await Promise.all(drawn), { join: { animated: true } })
  return (type === 'gif' ? joined.gif({ delay }) : joined.webp({ delay })).toBuffer()
}

/** A PNG of 100 bytes whose header claims so many pixels. */
export function pngClaiming(width: number, height: number): Buffer {
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([size, Buffer.from([8, 2, 0, 0, 0])])),
    chunk('IDAT', Buffer.from('789c636000000002000148afa471', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

export const SCRIPTED_SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
export const SCRIPTED_PAGE = '<!doctype html><title>x</title><script>alert(document.domain)</script>'
/** A script that is also the beginning of a GIF. */
export const GIF_AND_SCRIPT = Buffer.from(
  'GIF89a/*\x01\x00\x01\x00\x80\x00\x00*/=1;alert(document.domain)//;',
  'latin1',
)
export const EMPTY_ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex')
export const PDF = Buffer.from(
  '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n',
  'latin1',
)
export const HEIC = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), randomBytes(200)])
export const PROGRAM = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), randomBytes(500)])
