/** Sends a stored file so that nothing in it can act in our name. Who may have it is the caller's question. */
import type { FastifyReply } from 'fastify'
import { etagOf, FOR_NOBODY_ELSE, isUnchanged } from '../web/cache.ts'
import type { AcceptedFile } from './accept.ts'
import { withExtension } from './names.ts'
import { PICTURE_TYPES } from './rules.ts'
import type { FileStore } from './store.ts'

export type ServedFile = Pick<AcceptedFile, 'key' | 'name' | 'type' | 'inline'>

const PLAIN_TEXT = /^text\/plain(; charset=utf-(8|16le|16be))?$/

/** The thumbnail of a picture, to be sent in its place. Undefined for anything else. */
export function thumbnailOf(file: ServedFile & Pick<AcceptedFile, 'thumbKey'>): ServedFile | undefined {
  if (file.thumbKey === null) return undefined
  return { key: file.thumbKey, name: withExtension(file.name, ['webp']), type: 'image/webp', inline: true }
}

/** `cache` is one of web/cache; what is not said to be for everyone is kept by nobody. Answers 304 when it may. */
export async function sendFile(
  reply: FastifyReply,
  store: FileStore,
  file: ServedFile,
  { cache = FOR_NOBODY_ELSE, download = false }: { cache?: string; download?: boolean } = {},
): Promise<FastifyReply> {
  const stored = await store.open(file.key)
  if (!stored) throw new Error(`file ${file.key} (${file.name}) has a row and no content`)
  // A key stands for its bytes: files never change.
  reply.header('cache-control', cache).header('etag', etagOf(file.key))
  if (isUnchanged(reply.request, reply)) {
    stored.stream.destroy()
    return reply.code(304).send()
  }
  // The row is checked once more: it may come from an import or an older release.
  const inline = file.inline && (PLAIN_TEXT.test(file.type) || PICTURE_TYPES.some((type) => type === file.type))
  return reply
    .header('content-type', inline ? file.type : 'application/octet-stream')
    .header('content-length', stored.bytes)
    .header('content-disposition', disposition(inline && !download ? 'inline' : 'attachment', file.name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('x-robots-tag', 'noindex')
    .send(stored.stream)
}

/** Source: RFC 6266 (both forms, the plain one first for old clients) and RFC 8187 (what must be percent-encoded). */
function disposition(way: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${way}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
