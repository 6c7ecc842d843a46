/** What was ticked, and what is to be done with it. */
import { readId } from '../../../web/forms.ts'

export type BulkForm = {
  /** Name and choice: 'status', '5'. */
  act: string
  choice: string
  ticketIds: number[]
  /** Everything that fits, not only what is ticked. */
  all: boolean
  /** It was asked for on a page of its own. */
  sure: boolean
}

/** Boxes of one name come as a list, one ticked box as a word. */
export function readBulkForm(body: unknown): BulkForm {
  const { act, ticket, all, sure } = (body ?? {}) as Record<string, unknown>
  const [name = '', choice = ''] = (typeof act === 'string' ? act : '').slice(0, 200).split(/:(.*)/s)
  const ids = [ticket].flat().flatMap((text) => readId(text) ?? [])
  return { act: name, choice, ticketIds: [...new Set(ids)], all: all !== undefined, sure: sure !== undefined }
}
