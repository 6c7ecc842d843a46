/** What a file is, by its content; its name and the type the browser claims say nothing. */
import { isUtf8 } from 'node:buffer'
import { fileTypeFromBuffer } from 'file-type'
import { PICTURE_TYPES, type PictureType } from './rules.ts'

export type Kind =
  | { is: 'picture'; type: PictureType }
  | { is: 'text'; type: string; markup: boolean }
  | { is: 'zip' | 'pdf'; type: string }
  | { is: 'refused'; picture: boolean }

export async function kindOf(bytes: Buffer): Promise<Kind> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime
  // An animated PNG: its first frame is kept.
  const picture = mime === 'image/apng' ? 'image/png' : PICTURE_TYPES.find((type) => type === mime)
  if (picture) return { is: 'picture', type: picture }
  if (mime === 'application/zip') return { is: 'zip', type: mime }
  if (mime === 'application/pdf') return { is: 'pdf', type: mime }
  // Before the other signatures: a log may well begin with BM or ID3.
  const text = readText(bytes)
  if (text) return text
  return { is: 'refused', picture: mime?.startsWith('image/') ?? false }
}

function readText(bytes: Buffer): Kind | undefined {
  const utf16 = utf16Of(bytes)
  if (utf16) {
    const text = decode(bytes, utf16)
    return text === undefined || text.includes('\0') ? undefined : asText(`; charset=${utf16}`, text)
  }
  if (bytes.includes(0)) return undefined
  if (isUtf8(bytes)) return asText('; charset=utf-8', bytes.toString('utf8', 0, 1000))
  // Some code page of one byte a letter. Nothing says which, so none is named: the browser guesses better than we do.
  return hasBinaryBytes(bytes) ? undefined : asText('', bytes.toString('latin1', 0, 1000))
}

function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function decode(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Control characters no text has; tab, line ends, form feed and escape (colours of a terminal) are common in logs. */
function hasBinaryBytes(bytes: Buffer): boolean {
  return bytes.some((byte) => byte < 9 || byte === 11 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)
}

function asText(charset: string, start: string): Kind {
  return { is: 'text', type: `text/plain${charset}`, markup: /^\ufeff?\s*<[a-z!?]/i.test(start) }
}
