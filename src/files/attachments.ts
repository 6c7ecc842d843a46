/** Rows about stored files, whatever they hang on. Who may read that is asked by the room that owns it. */
import type { Selectable } from 'kysely'
import type { Attachments, Db, Trx } from '../db/schema.ts'
import { randomToken } from '../web/secret.ts'
import type { AcceptedFile } from './accept.ts'
import { THUMB_WIDTH } from './rules.ts'

export type Attachment = Selectable<Attachments>

/** What a file belongs to: a ticket's own text, one of its replies (then both), or an article. */
export type Owner = { ticket_id: number; reply_id?: number } | { article_id: number }

/** Makes the rows; the files themselves are on the disk already (accept.ts). Answers in the order given. */
export async function attach(trx: Trx, owner: Owner, files: readonly AcceptedFile[]): Promise<Attachment[]> {
  if (files.length === 0) return []
  return trx
    .insertInto('attachments')
    .values(
      files.map((file) => ({
        ...owner,
        token: randomToken(),
        key: file.key,
        thumb_key: file.thumbKey,
        name: file.name,
        type: file.type,
        is_inline: file.inline,
        bytes: file.bytes,
        sha256: file.sha256,
        width: file.width,
        height: file.height,
      })),
    )
    .returningAll()
    .execute()
}

/** Those of a ticket and of all its replies; whoever shows them has asked for ticket and replies before. */
export async function listAttachments(db: Db, owner: { ticket_id: number } | { article_id: number }) {
  const [[column, id]] = Object.entries(owner) as [['ticket_id' | 'article_id', number]]
  return db.selectFrom('attachments').selectAll().where(column, '=', id).orderBy('id').execute()
}

export function fileUrl({ token, name }: Pick<Attachment, 'token' | 'name'>): string {
  return `/files/${token}/${encodeURIComponent(name)}`
}

/** What a list of attachments shows; `thumb` is of pictures only, at the size it is drawn. */
export type ShownFile = {
  url: string
  name: string
  size: string
  thumb?: { url: string; width: number; height: number }
}

type Showable = Pick<Attachment, 'token' | 'name' | 'bytes' | 'thumb_key' | 'width' | 'height'>

export function shownFile(file: Showable, language: string): ShownFile {
  const shown = { url: fileUrl(file), name: file.name, size: sizeInWords(file.bytes, language) }
  if (file.thumb_key === null || !file.width || !file.height) return shown
  const width = Math.min(file.width, THUMB_WIDTH)
  const height = Math.max(1, Math.round((file.height * width) / file.width))
  return { ...shown, thumb: { url: `${fileUrl(file)}?small`, width, height } }
}

/** "12 KB" in the words of the language; a kilobyte is a thousand bytes, as file managers count today. */
export function sizeInWords(bytes: number, language: string): string {
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  const digits = unit === 'megabyte' && amount < 10 ? 1 : 0
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(digits === 0 ? Math.max(1, Math.round(amount)) : amount)
}

/** Keys of stored files that some row knows, for the sweep of orphans. */
export async function knownKeys(db: Db, keys: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('attachments')
    .select(['key', 'thumb_key'])
    .where((eb) => eb.or([eb('key', 'in', keys), eb('thumb_key', 'in', keys)]))
    .execute()
  return new Set(rows.flatMap(({ key, thumb_key }) => (thumb_key === null ? [key] : [key, thumb_key])))
}
