/**
 * Reads a form with files. Put the text fields before the file inputs in every such form: they arrive in that order, and
 * texts that have arrived are given back (`fields` of FileRefused) whatever becomes of the files.
 */
import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refused } from '../web/errors.ts'
import type { SentFile } from './accept.ts'
import { type BodyWatch, watchBody } from './body-watch.ts'
import { cleanFileName } from './names.ts'
import { FileRefused, MAX_BYTES, MAX_FILES, MEGABYTES } from './rules.ts'

export type Upload = { fields: Record<string, string>; files: (SentFile & { field: string })[] }

const FIELD_BYTES = 256 * 1024
/** Inputs left empty are sent too, so more may come than are kept. */
const LIMITS = { fileSize: MAX_BYTES, files: 20, fields: 40, parts: 60, fieldSize: FIELD_BYTES, headerPairs: 20 }
const LINGER_MS = 3_000

export async function addUploads(app: FastifyInstance): Promise<void> {
  // A file too large is cut off and the rest read past: the fields after it and the connection stay whole.
  await app.register(multipart, { throwFileSizeLimit: false, limits: LIMITS })
}

/** Throws FileRefused with the fields read so far; 415 when the body is no multipart form. Empty inputs are left out. */
export async function readMultipart(request: FastifyRequest, reply: FastifyReply): Promise<Upload> {
  if (!request.isMultipart()) throw new Refused('errors.media', {}, 415)
  const fields: Record<string, string> = Object.create(null)
  const watch = watchBody(request.raw, reply.raw)
  try {
    return { fields, files: await Promise.race([readParts(request, fields, watch), watch.failed]) }
  } catch (error) {
    await letGo(request, reply)
    throw refusalOf(error, fields)
  } finally {
    watch.stop()
  }
}

/** Goes on to the end of the body after a refusal and throws the first one then. */
async function readParts(
  request: FastifyRequest,
  fields: Upload['fields'],
  watch: BodyWatch,
): Promise<Upload['files']> {
  const files: Upload['files'] = []
  let refusal: FileRefused | undefined
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      const wrong = keepField(fields, part)
      refusal ??= wrong
      continue
    }
    const file = await readFile(part, refusal ? undefined : watch)
    if (refusal || file === undefined) continue
    if (file instanceof FileRefused) refusal = file
    else if (files.length === MAX_FILES) refusal = new FileRefused('files.too_many', { count: MAX_FILES })
    else files.push(file)
  }
  if (refusal) throw refusal
  return files
}

/** A field sent twice is refused (which one was meant?), and so is one the parser made an object of by its type. */
function keepField(fields: Upload['fields'], part: MultipartValue): FileRefused | undefined {
  if (typeof part.fieldname !== 'string' || typeof part.value !== 'string' || part.fieldname in fields) {
    return new FileRefused('files.broken_upload')
  }
  fields[part.fieldname] = part.value.toWellFormed()
  return part.valueTruncated ? new FileRefused('files.text_too_large') : undefined
}

/** Undefined for an input left empty. Without a watch the content is read past and not kept. */
async function readFile(part: MultipartFile, watch: BodyWatch | undefined) {
  const chunks: Buffer[] = []
  for await (const chunk of part.file) {
    if (!watch) continue
    watch.hold(chunk.length)
    chunks.push(chunk)
  }
  const name = part.filename ?? ''
  if (part.file.truncated) {
    return new FileRefused('files.too_large', { name: cleanFileName(name), megabytes: MEGABYTES })
  }
  if (name === '' && chunks.length === 0) return undefined
  return { field: part.fieldname, name, bytes: Buffer.concat(chunks) }
}

/**
 * A body that was not read to its end would block the next request on its connection, for ever (measured). So it is
 * read past for a moment (an answer sent while the browser still writes is often lost) and the connection closed.
 */
async function letGo(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const body = request.raw
  body.unpipe()
  body.resume()
  if (body.readableEnded || body.destroyed) return
  reply.header('connection', 'close')
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS)
    body.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

const PARSER_WORDS = /multipart|boundary|needle|terminated early/i

/** The parser's faults have a code of the plugin or, from its inner parts, nothing but a message. ECONNRESET: hung up. */
function refusalOf(error: unknown, fields: Upload['fields']): unknown {
  const refusal = error instanceof FileRefused ? error : parserRefusal(error)
  if (refusal) refusal.fields = fields
  return refusal ?? error
}

function parserRefusal(error: unknown): FileRefused | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'FST_FILES_LIMIT') return new FileRefused('files.too_many', { count: MAX_FILES })
  const known = code.startsWith('FST_') || code === 'ECONNRESET' || PARSER_WORDS.test(error.message)
  return known ? new FileRefused('files.broken_upload') : undefined
}
