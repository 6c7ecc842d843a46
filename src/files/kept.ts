/**
 * Files between two rounds of a form. A browser never sends the same file again by itself, so what was accepted is
 * stored at once and carried in the form as a signed field; unsigned, somebody could name another ticket's file.
 */
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isSigned, sign } from '../web/secret.ts'
import { type AcceptedFile, acceptUploads } from './accept.ts'
import { FileRefused, MAX_FILES } from './rules.ts'
import type { FileStore } from './store.ts'

/** The field's name in every form with files. */
export const KEPT_FIELD = 'kept'
/** A box beside each kept file, by its place in the list: `without_0`. */
export const withoutField = (index: number) => `without_${index}`

/** Less than the day after which files without a row are swept. */
const KEPT_HOURS = 20
const PURPOSE = 'kept-files'

const Kept = z.object({
  until: z.number(),
  files: z.array(
    z.object({
      key: z.string(),
      thumbKey: z.string().nullable(),
      name: z.string(),
      type: z.string(),
      inline: z.boolean(),
      bytes: z.number(),
      sha256: z.string(),
      width: z.number().nullable(),
      height: z.number().nullable(),
    }),
  ),
})

/** The field's value; '' for no files. */
export function keepFiles(secret: string, files: readonly AcceptedFile[], now = Date.now()): string {
  if (files.length === 0) return ''
  const value = Buffer.from(JSON.stringify({ until: now + KEPT_HOURS * 3_600_000, files })).toString('base64url')
  return `${value}.${sign(secret, PURPOSE, value)}`
}

/** The files a field carries; undefined when they are too old or the field is not ours. */
export function readKept(secret: string, field: string | undefined, now = Date.now()): AcceptedFile[] | undefined {
  if (!field) return []
  const [value = '', signature = ''] = field.split('.')
  if (!isSigned(secret, PURPOSE, value, signature)) return undefined
  const { until, files } = Kept.parse(JSON.parse(Buffer.from(value, 'base64url').toString()))
  return until < now ? undefined : files
}

/** Everything that came with a post, and why some of it did not; the rest is kept all the same. */
export type Gathered = { files: AcceptedFile[]; refused: FileRefused | undefined }

/** Kept files that were not taken out, and the new ones, stored. Outside a transaction: pictures take their time. */
export async function gatherFiles(request: FastifyRequest, secret: string, store: FileStore): Promise<Gathered> {
  const body = (request.body ?? {}) as Record<string, unknown>
  const field = body[KEPT_FIELD]
  const read = readKept(secret, typeof field === 'string' ? field : undefined)
  if (read === undefined) return { files: [], refused: new FileRefused('files.kept_too_long') }
  const kept = read.filter((_, index) => body[withoutField(index)] === undefined)
  if (request.uploadRefused) return { files: kept, refused: request.uploadRefused }
  if (kept.length + request.uploads.length > MAX_FILES) {
    return { files: kept, refused: new FileRefused('files.too_many', { count: MAX_FILES }) }
  }
  try {
    return { files: [...kept, ...(await acceptUploads(store, request.uploads))], refused: undefined }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return { files: kept, refused: error }
  }
}
