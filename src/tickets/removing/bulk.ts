/** Taking away and bringing back many at once, for triage/bulk. */
import type { BulkAct, BulkRead } from '../bulk.ts'
import { remove, restore } from './commands.ts'

const wrongChoice: BulkRead = { ok: false, faults: { act: { key: 'fields.not_a_choice' } } }

export const removingBulkActs = (): BulkAct[] => [
  {
    name: 'remove',
    verbs: true,
    type: 'discarded',
    choices: async ({ words: { t } }) =>
      (['spam', 'deleted'] as const).map((value) => ({ value, label: t(`bulk.remove_${value}`), asks: true })),
    fields: async () => [],
    read: async (why) => (why === 'spam' || why === 'deleted' ? { ok: true, params: { why } } : wrongChoice),
    told: ({ why }, { t }) => t(why === 'spam' ? 'history.discarded' : 'history.deleted'),
    run: (trx, ticket, { why }, { actor }) => remove(trx, ticket, why === 'spam' ? 'spam' : 'deleted', actor),
  },
  {
    name: 'restore',
    verbs: true,
    type: 'restored',
    onRemoved: true,
    choices: async ({ words: { t } }) => [{ value: '', label: t('bulk.bring_back') }],
    read: async () => ({ ok: true, params: {} }),
    told: (_, { t }) => t('history.restored'),
    run: (trx, ticket, _, { actor }) => restore(trx, ticket, actor),
  },
]
