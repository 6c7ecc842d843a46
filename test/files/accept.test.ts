import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { acceptUpload, acceptUploads } from '../../src/files/accept.ts'
import { MAX_BYTES } from '../../src/files/rules.ts'
import { createFileStore } from '../../src/files/store.ts'
import * as samples from './samples.ts'

async function accept(name: string, content: Buffer | string) {
  const store = await samples.temporaryStore()
  const file = await acceptUpload(store, { name, bytes: Buffer.from(content) })
  return { store, file, stored: await samples.contentOf(store, file.key) }
}

test('a photo loses where and with what it was taken, and stands upright', async () => {
  const photo = await samples.photoWithPlace()
  const before = await sharp(photo).metadata()
  expect(before).toMatchObject({ orientation: 6, width: 60, height: 40 })
  expect(photo.includes('Canonesque') && photo.includes('secret')).toBe(true)

  const { file, stored } = await accept('IMG_1.JPG', photo)
  expect(file).toMatchObject({ name: 'IMG_1.JPG', type: 'image/jpeg', inline: true, width: 40, height: 60 })
  const after = await sharp(stored).metadata()
  expect(after).toMatchObject({ format: 'jpeg', width: 40, height: 60 })
  expect(Object.keys(after).filter((name) => /^(exif|xmp|icc|iptc)/.test(name))).toEqual([])
  expect(after.orientation ?? 1).toBe(1)
  expect(stored.includes('Canonesque') || stored.includes('Exif') || stored.includes('secret')).toBe(false)
})

test('the record tells size and hash of what is stored', async () => {
  const { file, stored } = await accept('a.png', await samples.blank(30, 20).png().toBuffer())
  expect(file.bytes).toBe(stored.length)
  expect(file.sha256).toBe(createHash('sha256').update(stored).digest('hex'))
})

test('every picture has a thumbnail of at most 640 pixels in width', async () => {
  const { store, file } = await accept('wide.png', await samples.blank(1600, 400).png().toBuffer())
  const thumb = await samples.contentOf(store, file.thumbKey)
  expect(await sharp(thumb).metadata()).toMatchObject({ format: 'webp', width: 640, height: 160 })
  const small = await accept('small.png', await samples.blank(16, 16).png().toBuffer())
  expect(await sharp(await samples.contentOf(small.store, small.file.thumbKey)).metadata()).toMatchObject({
    width: 16,
    height: 16,
  })
})

test('a picture is made smaller when a side is over 4096 pixels', async () => {
  const { file } = await accept('panorama.jpg', await samples.blank(8192, 1024).jpeg().toBuffer())
  expect(file).toMatchObject({ width: 4096, height: 512 })
})

test.each([
  ['jpeg', 'image/jpeg', 'x.jpeg'],
  ['png', 'image/png', 'x.png'],
  ['webp', 'image/webp', 'x.webp'],
  ['gif', 'image/png', 'x.png'],
  ['avif', 'image/webp', 'x.webp'],
] as const)('a still %s is kept as %s', async (format, type, name) => {
  const { file, stored } = await accept(`x.${format}`, await samples.blank(40, 30).toFormat(format).toBuffer())
  expect(file).toMatchObject({ type, name, width: 40, height: 30, inline: true })
  expect(`image/${(await sharp(stored).metadata()).format}`).toBe(type)
})

test.each(['gif', 'webp'] as const)('an animated %s goes on moving, its thumbnail stands still', async (format) => {
  const { store, file, stored } = await accept(`move.${format}`, await samples.animation(format))
  expect(file).toMatchObject({ type: 'image/webp', name: 'move.webp', width: 50, height: 30 })
  expect(await sharp(stored).metadata()).toMatchObject({ pages: 3, delay: [120, 120, 120] })
  expect((await sharp(await samples.contentOf(store, file.thumbKey)).metadata()).pages ?? 1).toBe(1)
})

test('a PNG of 16 bits a channel and a CMYK JPEG become what every browser shows', async () => {
  const deep = await samples.blank(20, 20).toColourspace('rgb16').png().toBuffer()
  expect((await sharp(deep).metadata()).depth).toBe('ushort')
  expect((await sharp((await accept('a.png', deep)).stored).metadata()).depth).toBe('uchar')
  const print = await samples.blank(20, 20).toColourspace('cmyk').jpeg().toBuffer()
  expect((await sharp(print).metadata()).space).toBe('cmyk')
  expect((await sharp((await accept('a.jpg', print)).stored).metadata()).space).toBe('srgb')
})

test('a header that claims 900 million pixels is refused before anything is decoded', async () => {
  const begun = performance.now()
  await expect(accept('bomb.png', samples.pngClaiming(30_000, 30_000))).rejects.toMatchObject({
    name: 'FileRefused',
    key: 'files.too_many_pixels',
    status: 413,
    params: { name: 'bomb.png', megapixels: 50 },
  })
  expect(performance.now() - begun).toBeLessThan(1000)
})

test('a truncated JPEG, a headless PNG and a GIF that is a script are broken pictures', async () => {
  const noise = await sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      background: 'red',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer()
  for (const broken of [noise.subarray(0, noise.length / 2), samples.pngClaiming(10, 10), samples.GIF_AND_SCRIPT]) {
    await expect(accept('x.gif', broken)).rejects.toMatchObject({ key: 'files.broken_picture', status: 422 })
  }
})

test('a script behind a real picture does not survive', async () => {
  const png = await samples.blank(10, 10).png().toBuffer()
  const { stored } = await accept('x.png', Buffer.concat([png, Buffer.from(samples.SCRIPTED_PAGE)]))
  expect(stored.includes('script')).toBe(false)
})

test.each([
  ['svg', samples.SCRIPTED_SVG],
  ['html', samples.SCRIPTED_PAGE],
  ['xml', `<?xml version="1.0"?>${samples.SCRIPTED_SVG}`],
  ['html behind a byte order mark', `\ufeff \n${samples.SCRIPTED_PAGE}`],
])('%s that calls itself a picture is a text nobody can open by mistake', async (_, content) => {
  const { file, stored } = await accept('cute.png', content)
  expect(file).toMatchObject({
    name: 'cute.png.txt',
    type: 'text/plain; charset=utf-8',
    inline: false,
    thumbKey: null,
    width: null,
  })
  expect(stored.toString()).toBe(content)
})

test.each([
  ['a log', 'app.log', Buffer.from('12:00 ERROR \x1b[31mno space left\x1b[0m\n'), 'text/plain; charset=utf-8'],
  [
    'a log in UTF-16, as PowerShell writes it',
    'app.log',
    Buffer.from('\ufeffПомилка 42\r\n', 'utf16le'),
    'text/plain; charset=utf-16le',
  ],
  ['UTF-16, big end first', 'app.log', Buffer.from('\ufeffError', 'utf16le').swap16(), 'text/plain; charset=utf-16be'],
  ['Latin-1', 'umlaut.txt', Buffer.from('Gr\xfc\xdfe aus K\xf6ln', 'latin1'), 'text/plain'],
  ['CSV in Cyrillic', 'дані.csv', Buffer.from('ім’я;вік\n'), 'text/plain; charset=utf-8'],
  ['JSON', 'a.json', Buffer.from('{"a":1}'), 'text/plain; charset=utf-8'],
  ['a text that begins like a bitmap', 'car.txt', Buffer.from('BMW does not start\n'), 'text/plain; charset=utf-8'],
])('%s is shown as plain text', async (_, name, bytes, type) => {
  const { file, stored } = await accept(name, bytes)
  expect(file).toMatchObject({
    name,
    type,
    inline: true,
    bytes: bytes.length,
    thumbKey: null,
    width: null,
    height: null,
  })
  expect(stored.equals(bytes)).toBe(true)
})

test('zip and PDF are for downloading only', async () => {
  expect((await accept('logs.zip', samples.EMPTY_ZIP)).file).toMatchObject({
    type: 'application/zip',
    inline: false,
    name: 'logs.zip',
  })
  expect((await accept('bill.pdf', samples.PDF)).file).toMatchObject({
    type: 'application/pdf',
    inline: false,
    name: 'bill.pdf',
  })
  expect((await accept('image.png', samples.PDF)).file).toMatchObject({ name: 'image.png.pdf', inline: false })
})

test.each([
  ['a program', 'setup.log', samples.PROGRAM, 'files.type_refused', 415],
  ['a gzip', 'app.log.gz', gzipSync('x'.repeat(1000)), 'files.type_refused', 415],
  ['text with a NUL', 'a.txt', Buffer.from('a\0b'), 'files.type_refused', 415],
  ['UTF-16 with a lone surrogate', 'a.txt', Buffer.from('\ufeffa\ud800b', 'utf16le'), 'files.type_refused', 415],
  ['UTF-16 with half a letter', 'a.txt', Buffer.from([0xff, 0xfe, 65, 0, 66]), 'files.type_refused', 415],
  ['an iPhone photo in HEIC', 'IMG_1.HEIC', samples.HEIC, 'files.picture_type_refused', 415],
  ['nothing', 'empty.txt', Buffer.alloc(0), 'files.empty', 422],
  ['a byte over 10 MB', 'big.log', Buffer.alloc(MAX_BYTES + 1, 'a'), 'files.too_large', 413],
])('%s is refused with the reason', async (_, name, bytes, key, status) => {
  await expect(accept(name, bytes)).rejects.toMatchObject({ name: 'FileRefused', key, status, params: { name } })
})

test('a log of exactly 10 MB is taken', async () => {
  expect((await accept('big.log', Buffer.alloc(MAX_BYTES, 'a\n'))).file.bytes).toBe(MAX_BYTES)
})

test('five files make a message, six are refused', async () => {
  const store = await samples.temporaryStore()
  const files = Array.from({ length: 6 }, (_, index) => ({ name: `${index}.txt`, bytes: Buffer.from(`text ${index}`) }))
  await expect(acceptUploads(store, files)).rejects.toMatchObject({ key: 'files.too_many', params: { count: 5 } })
  const accepted = await acceptUploads(store, files.slice(0, 5))
  expect(accepted.map(({ name }) => name)).toEqual(['0.txt', '1.txt', '2.txt', '3.txt', '4.txt'])
})

test('every file of a message is checked, and one refusal keeps none of them', async () => {
  const folder = await samples.temporaryFolder()
  const store = await createFileStore(folder)
  const good = { name: 'a.png', bytes: await samples.blank(5, 5).png().toBuffer() }
  await expect(acceptUploads(store, [good, { name: 'b.png', bytes: samples.PROGRAM }])).rejects.toMatchObject({
    key: 'files.type_refused',
    params: { name: 'b.png' },
  })
  const left = await readdir(folder, { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))).toEqual([])
})
