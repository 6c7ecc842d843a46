/** What may be attached, how much of it, and the words for a no. */
import { Refusal } from '../web/errors.ts'

/** Of one file, as it is sent. */
export const MAX_BYTES = 10 * 1024 * 1024
export const MEGABYTES = MAX_BYTES / 1024 / 1024
/** In one message. */
export const MAX_FILES = 5
/** All frames of an animation together; checked in the header, before anything is decoded. */
export const MAX_PIXELS = 50_000_000
/** Larger pictures are made smaller: the longest side, in pixels. */
export const MAX_SIDE = 4096
export const THUMB_WIDTH = 640

/**
 * Pictures that are taken. Each is decoded and made anew, so what is kept holds nothing but pixels.
 *
 * HEIC is not among them: it cannot be decoded here, and keeping it as it came would publish the place where the photo
 * was taken. Safari turns HEIC into JPEG by itself when a file input names JPEG and not HEIC (see ACCEPT).
 */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'] as const
export type PictureType = (typeof PICTURE_TYPES)[number]

/** For the `accept` of a file input. A help for the person choosing; what is taken is decided by content. */
export const ACCEPT = [...PICTURE_TYPES, 'text/plain', '.log', '.txt', '.csv', '.json', '.xml', '.zip', '.pdf'].join(
  ',',
)

/** Every way a file can be refused, by message key, with the status that goes with it. */
export const REFUSALS = {
  'files.too_large': 413,
  'files.too_many': 413,
  'files.too_much': 413,
  'files.text_too_large': 413,
  'files.too_many_pixels': 413,
  'files.type_refused': 415,
  'files.picture_type_refused': 415,
  'files.broken_picture': 422,
  'files.empty': 422,
  'files.kept_too_long': 422,
  'files.broken_upload': 400,
  'files.stalled': 408,
  'files.busy': 503,
  'files.disk_full': 507,
}

export type FileRefusalKey = keyof typeof REFUSALS

/** A file that is not taken, and why. `fields` are the texts that came with it, so that the form can show them again. */
export class FileRefused extends Refusal {
  fields: Record<string, string> = {}
  constructor(key: FileRefusalKey, params: Record<string, unknown> = {}) {
    super(REFUSALS[key], key, params)
  }
}
