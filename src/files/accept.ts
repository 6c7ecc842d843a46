/** From what somebody sent to what we keep: checked by content, made anew where it is a picture, stored for good. */
import { createHash } from 'node:crypto'
import { type Kind, kindOf } from './kinds.ts'
import { cleanFileName, withExtension } from './names.ts'
import { remakePicture } from './picture.ts'
import { FileRefused, MAX_BYTES, MAX_FILES, MEGABYTES } from './rules.ts'
import type { FileStore } from './store.ts'

export type SentFile = { name: string; bytes: Buffer }

/** What a row about a file holds; sizes and hash are those of what is stored. */
export type AcceptedFile = {
  key: string
  /** A WebP of at most 640 pixels in width; of pictures only. */
  thumbKey: string | null
  name: string
  type: string
  /** May be shown by a browser: pictures and plain text. Else it is only ever downloaded. */
  inline: boolean
  bytes: number
  /** Hexadecimal. */
  sha256: string
  width: number | null
  height: number | null
}

/** Extensions a text keeps; to any other ".txt" is added. None of them runs anything where it is opened. */
const TEXT_EXTENSIONS =
  'txt log csv tsv json jsonl ndjson xml md yml yaml ini conf cfg toml properties sql diff patch har trace out err'.split(
    ' ',
  )
const EXTENSIONS: Record<string, readonly string[]> = {
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'application/zip': ['zip'],
  'application/pdf': ['pdf'],
}

/** All files of one message, in order, or none: throws FileRefused for the first that cannot be taken. */
export async function acceptUploads(store: FileStore, files: readonly SentFile[]): Promise<AcceptedFile[]> {
  if (files.length > MAX_FILES) throw new FileRefused('files.too_many', { count: MAX_FILES })
  const accepted: AcceptedFile[] = []
  try {
    for (const file of files) accepted.push(await acceptUpload(store, file))
  } catch (error) {
    for (const { key, thumbKey } of accepted) {
      await store.remove(key)
      if (thumbKey) await store.remove(thumbKey)
    }
    throw error
  }
  return accepted
}

/** Throws FileRefused. Outside a transaction, please: a picture takes up to some seconds. */
export async function acceptUpload(store: FileStore, sent: SentFile): Promise<AcceptedFile> {
  const name = cleanFileName(sent.name)
  if (sent.bytes.length > MAX_BYTES) throw new FileRefused('files.too_large', { name, megabytes: MEGABYTES })
  if (sent.bytes.length === 0) throw new FileRefused('files.empty', { name })
  const kind = await kindOf(sent.bytes)
  if (kind.is === 'refused') {
    throw new FileRefused(kind.picture ? 'files.picture_type_refused' : 'files.type_refused', { name })
  }
  return kind.is === 'picture' ? keepPicture(store, sent.bytes, kind, name) : keepAsItIs(store, sent.bytes, kind, name)
}

async function keepPicture(store: FileStore, sent: Buffer, kind: Kind & { is: 'picture' }, name: string) {
  const { bytes, type, width, height, thumb } = await remakePicture(sent, kind.type, name)
  const shown = { name: withExtension(name, EXTENSIONS[type] ?? ['bin']), type, inline: true, width, height }
  return { ...shown, ...(await put(store, bytes)), thumbKey: await store.put(thumb) }
}

async function keepAsItIs(store: FileStore, bytes: Buffer, kind: Kind & { is: 'text' | 'zip' | 'pdf' }, name: string) {
  const fitting = kind.is === 'text' ? TEXT_EXTENSIONS : (EXTENSIONS[kind.type] ?? ['bin'])
  // Markup would be safe as text/plain, yet it is nothing to look at and somebody's parser may disagree.
  const inline = kind.is === 'text' && !kind.markup
  const shown = { name: withExtension(name, fitting), type: kind.type, inline, width: null, height: null }
  return { ...shown, ...(await put(store, bytes)), thumbKey: null }
}

async function put(store: FileStore, bytes: Buffer) {
  return { key: await store.put(bytes), bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
