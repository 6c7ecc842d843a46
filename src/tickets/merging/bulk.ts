/** Many duplicates into one, for triage/bulk. Nobody reads afterwards what they could not read before. */
import type { House } from '../../house.ts'
import { fieldsOf } from '../../web/fields.ts'
import { readId } from '../../web/forms.ts'
import type { BulkAbout, BulkAct } from '../bulk.ts'
import { merge, mergeRows } from './commands.ts'

/** Offered as the one that stays; of more than these it is named by its number. */
const MOST_OFFERED = 50

async function listOffered({ db, ticketIds }: BulkAbout) {
  return db
    .selectFrom('tickets')
    .select(['id', 'title'])
    .where('id', 'in', ticketIds.slice(0, MOST_OFFERED))
    .orderBy('id')
    .execute()
}

async function findStanding({ db }: BulkAbout, id: number | undefined) {
  return db
    .selectFrom('tickets')
    .select(['id', 'title'])
    .where('id', '=', id ?? 0)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .executeTakeFirst()
}

export const mergingBulkActs = (house: House): BulkAct[] => [
  {
    name: 'merge',
    verbs: true,
    type: 'merged',
    choices: async ({ words: { t } }) => [{ value: 'into', label: t('bulk.merge_into'), asks: true }],
    async fields(_, asked, about) {
      const { t } = about.words
      const field = fieldsOf(t, asked)
      const options = (await listOffered(about)).map(({ id, title }) => ({
        value: String(id),
        label: `#${id} ${title}`,
      }))
      const other = { value: '', label: t('bulk.merge_another') }
      const value = asked.typed.into ?? options[0]?.value
      return [
        field('into', t('bulk.merge_stays'), {
          type: 'select',
          hideOptional: true,
          options: [...options, other],
          value,
          help: t('bulk.merge_help'),
        }),
        field('number', t('bulk.merge_number'), { inputmode: 'numeric', dir: 'ltr', maxlength: 10 }),
      ]
    },
    async read(_, { into, number }, about) {
      const chosen = into || number?.trim().replace(/^#/, '')
      const ticket = await findStanding(about, readId(chosen))
      if (ticket) return { ok: true, params: { into: ticket.id, title: ticket.title } }
      return { ok: false, faults: { number: { key: 'bulk.merge_unknown' } } }
    },
    told: ({ into, title }, { t }) => t('bulk.merge_told', { number: Number(into), title: String(title) }),
    also: async (trx, ticketId, { into }) => (ticketId === into ? [] : mergeRows(trx, ticketId, Number(into))),
    async run(trx, ticket, { into }, { viewer, staff }) {
      // The one that stays may be among the ticked.
      if (ticket.id === into) return
      const { secret, config, taxonomy } = house
      await merge(
        trx,
        { viewer, staff, secret, siteUrl: config.siteUrl, taxonomy: taxonomy.now },
        ticket.id,
        Number(into),
      )
    },
  },
]
