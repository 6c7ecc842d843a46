import { expect, test } from 'vitest'
import { cleanFileName, withExtension } from '../../src/files/names.ts'

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\Desktop\\error.log', 'error.log'],
  ['..', 'file'],
  ['', 'file'],
  ['.htaccess', 'file.htaccess'],
  ['.png', 'file.png'],
  ['report\r\nX-Evil: 1.txt', 'report X-Evil_ 1.txt'],
  ['a\u0000b\u0007.txt', 'ab.txt'],
  ['photo\u202egnp.exe', 'photognp.exe'],
  ['\u2066inv\u200eoice\u2069.pdf', 'invoice.pdf'],
  ['a"b<c>|?*.txt', 'a_b_c____.txt'],
  ['setup.exe. . ', 'setup.exe'],
  ['снимок экрана.png', 'снимок экрана.png'],
  ['لقطة شاشة.png', 'لقطة شاشة.png'],
  ['نامه\u200cها.txt', 'نامه\u200cها.txt'],
  ['lone\ud800.txt', 'lone\ufffd.txt'],
])('the shown name of %j is %j', (raw, shown) => {
  expect(cleanFileName(raw)).toBe(shown)
})

test('a name has at most 120 characters and keeps its extension', () => {
  expect(cleanFileName(`${'a'.repeat(500)}.log`)).toBe(`${'a'.repeat(116)}.log`)
  expect(Array.from(cleanFileName(`${'😀'.repeat(500)}.log`))).toHaveLength(120)
})

test('cleaning a hostile name of 80 000 characters takes no time', () => {
  const begun = performance.now()
  for (const part of ['.', ' .', '\u0301', 'a.', '\u202e']) cleanFileName(part.repeat(80_000))
  expect(performance.now() - begun).toBeLessThan(300)
})

test.each([
  ['photo.heic', ['jpg', 'jpeg'], 'photo.jpg'],
  ['photo.JPEG', ['jpg', 'jpeg'], 'photo.JPEG'],
  ['movie.gif', ['webp'], 'movie.webp'],
  ['screenshot.png', ['txt', 'log'], 'screenshot.png.txt'],
  ['server.log', ['txt', 'log'], 'server.log'],
  ['server', ['txt', 'log'], 'server.txt'],
  ['page.html', ['txt', 'log'], 'page.html.txt'],
  ['photo', ['png'], 'photo.png'],
])('%j that is %j is called %j', (name, fitting, called) => {
  expect(withExtension(name, fitting)).toBe(called)
})

test('an added extension does not make a name longer than 120 characters', () => {
  const name = withExtension(cleanFileName(`${'a'.repeat(500)}.html`), ['txt'])
  expect(name.length).toBeLessThanOrEqual(120)
  expect(name).toMatch(/aa\.txt$/)
})
