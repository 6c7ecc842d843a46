/** The files part of every form that takes them; for views/frame/_files and views/tickets/_kept-files. */
import type { AcceptedFile } from '../files/accept.ts'
import { sizeInWords } from '../files/attachments.ts'
import { KEPT_FIELD, keepFiles, withoutField } from '../files/kept.ts'
import { ACCEPT, MAX_BYTES, MAX_FILES, MEGABYTES } from '../files/rules.ts'
import type { Translate } from '../i18n/languages.ts'

export function filesField(error: string | undefined, t: Translate) {
  const limit = t('asking.megabytes', { count: MEGABYTES })
  return { error, accept: ACCEPT, maxBytes: MAX_BYTES, maxCount: MAX_FILES, limit }
}

/** Files of an earlier round of the form: named, with a box to leave each out. */
export function keptFiles(files: readonly AcceptedFile[], { secret, language }: { secret: string; language: string }) {
  return {
    field: KEPT_FIELD,
    value: keepFiles(secret, files),
    list: files.map(({ name, bytes }, index) => ({
      name,
      size: sizeInWords(bytes, language),
      without: withoutField(index),
    })),
  }
}
