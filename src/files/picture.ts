/** Makes a picture anew: turned upright, within bounds, in sRGB, without metadata; and a thumbnail of it. */
import sharp from 'sharp'
import { FileRefused, MAX_PIXELS, MAX_SIDE, type PictureType, THUMB_WIDTH } from './rules.ts'

export type Picture = { bytes: Buffer; type: PictureType; width: number; height: number; thumb: Buffer }

// libvips reads many formats (SVG among them) and picks by content, as it understands it; only these are left to it.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
})
sharp.cache(false)

const PICTURE_SECONDS = 20
/** An animation that takes longer is kept as its first frame. */
const ANIMATION_SECONDS = 5
const LOADER: Record<PictureType, string> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'heif',
}

/** One after the other: a picture of 50 megapixels holds up to 200 MB while it is worked on. */
let queue: Promise<unknown> = Promise.resolve()

/** Throws FileRefused for what cannot be decoded or is too large. JPEG stays JPEG, a still PNG or GIF becomes PNG. */
export function remakePicture(bytes: Buffer, type: PictureType, name: string): Promise<Picture> {
  const made = queue.then(() => remake(bytes, type, name))
  // The queue goes on after a failure; whoever asked for that picture is told.
  queue = made.then(
    () => undefined,
    () => undefined,
  )
  return made
}

async function remake(bytes: Buffer, type: PictureType, name: string): Promise<Picture> {
  const head = await readable(name, () => sharp(bytes, { limitInputPixels: false }).metadata())
  if (head.format !== LOADER[type]) throw new FileRefused('files.broken_picture', { name })
  const framePixels = head.width * head.height
  if (framePixels > MAX_PIXELS) throw new FileRefused('files.too_many_pixels', { name, megapixels: MAX_PIXELS / 1e6 })
  const frames = head.pages ?? 1
  return readable(name, async () => {
    const animation = frames > 1 && framePixels * frames <= MAX_PIXELS ? await animate(bytes) : undefined
    const { data, info } = animation ?? (await still(bytes, type, head.chromaSubsampling === '4:4:4'))
    const thumb = await sharp(data)
      .resize({ width: THUMB_WIDTH, withoutEnlargement: true })
      .webp({ quality: 75, effort: 2 })
      .timeout({ seconds: PICTURE_SECONDS })
      .toBuffer()
    const made = `image/${info.format}` as PictureType
    return { bytes: data, type: made, width: info.width, height: info.pageHeight ?? info.height, thumb }
  })
}

function still(bytes: Buffer, type: PictureType, sharpColours: boolean) {
  // 'error' and not 'warning': cameras and editors write JPEG files that libjpeg grumbles at and every browser shows.
  const picture = sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .timeout({ seconds: PICTURE_SECONDS })
  const made =
    type === 'image/jpeg'
      ? picture.jpeg({ quality: 85, chromaSubsampling: sharpColours ? '4:4:4' : '4:2:0' })
      : type === 'image/png' || type === 'image/gif'
        ? picture.png()
        : picture.webp({ quality: 85, effort: 2 })
  return made.toBuffer({ resolveWithObject: true })
}

/** WebP for GIF too: the same frames, an eighth of the time and half the bytes (measured). Undefined if too slow. */
async function animate(bytes: Buffer) {
  try {
    return await sharp(bytes, { animated: true, failOn: 'error', limitInputPixels: MAX_PIXELS })
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80, effort: 2 })
      .timeout({ seconds: ANIMATION_SECONDS })
      .toBuffer({ resolveWithObject: true })
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('timeout')) return undefined
    throw error
  }
}

/** sharp speaks of a broken picture by plain Errors only. */
async function readable<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.constructor === Error) throw new FileRefused('files.broken_picture', { name })
    throw error
  }
}
