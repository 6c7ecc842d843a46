/** Where a ticket ends of which nobody speaks any more: "Closed", else what comes last with a reason. */
import type { Kind, StatusRow } from '../db/schema.ts'
import { answeredStatus, type Taxonomy } from '../taxonomy/rules.ts'

export function closedStatus(taxonomy: Taxonomy, kind: Kind): StatusRow {
  const done = taxonomy.byKind[kind].filter(({ phase }) => phase === 'done')
  return (
    done.find(({ message_key }) => message_key === 'closed') ??
    done.findLast(({ needs_reason }) => needs_reason) ??
    answeredStatus(taxonomy, kind)
  )
}
