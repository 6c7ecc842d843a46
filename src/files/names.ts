/** Names of files, as people see them. A stored file has a name of its own (see store). */
import { cleanLine } from '../text/clean.ts'

const MAX_LENGTH = 120
const EXTENSION = /\.[a-z0-9]{1,10}$/i
/** Unseen characters, but for the two joiners that Persian, Arabic and emoji are written with. */
const UNSEEN = /[^\P{C}\u200c\u200d]/gu
/** What Windows refuses in a name, and what would end a quoted string in a header. */
const RESERVED = /[<>:"|?*]/g
const PICTURE_EXTENSION = /\.(jpe?g|jfif|png|apng|gif|webp|avif|heic|heif|bmp|tiff?)$/i

/** One line of at most 120 characters without path, direction marks or reserved characters; the extension is kept. */
export function cleanFileName(raw: string): string {
  const last = raw.slice(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1)
  const name = cleanLine(last).replace(UNSEEN, '').replace(RESERVED, '_')
  const extension = EXTENSION.exec(name)?.[0] ?? ''
  return shorten(name.slice(0, name.length - extension.length), extension)
}

/**
 * The name with an extension that fits what the file is: a picture's is replaced, any other gets one more. So a page
 * that calls itself screenshot.png is saved as screenshot.png.txt, and opening it runs nothing.
 */
export function withExtension(name: string, fitting: readonly string[]): string {
  const extension = EXTENSION.exec(name)?.[0] ?? ''
  if (fitting.includes(extension.slice(1).toLowerCase())) return name
  const replaced = PICTURE_EXTENSION.test(name) && PICTURE_EXTENSION.test(`.${fitting[0]}`)
  return shorten(replaced ? name.slice(0, -extension.length) : name, `.${fitting[0]}`)
}

function shorten(stem: string, extension: string): string {
  const cut = Array.from(stem.slice(0, 2 * MAX_LENGTH)).slice(0, MAX_LENGTH - extension.length)
  // A leading dot hides a file, trailing dots and spaces are dropped by Windows and would change the extension.
  const visible = cut
    .join('')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
  return (visible || 'file') + extension
}
