/** What the desk's own small acts are on many tickets. Other rooms bring theirs. */

import type { StatusRow } from '../../../db/schema.ts'
import type { House } from '../../../house.ts'
import { listStaff } from '../../../people/queries.ts'
import { tagName } from '../../../taxonomy/commands.ts'
import { nameIn, statusName, type Taxonomy } from '../../../taxonomy/rules.ts'
import { Refused } from '../../../web/errors.ts'
import { fieldsOf } from '../../../web/fields.ts'
import { readId } from '../../../web/forms.ts'
import type { BulkAct, BulkRead, BulkWords } from '../../bulk.ts'
import { linkArticle } from '../../commands.ts'
import { PRIORITIES, priorityName, setPriority } from '../../priority.ts'
import { assign, categorise, setStatus, tag } from '../ticket/commands.ts'
import { REASON_MAX } from '../ticket/forms.ts'
import { isPublished, listArticleTitles, listTagsOf } from './act-queries.ts'

const wrongChoice: BulkRead = { ok: false, faults: { act: { key: 'fields.not_a_choice' } } }

export const deskBulkActs = (house: House): BulkAct[] => [
  statusAct(house),
  assigneeAct(),
  priorityAct(),
  categoryAct(house),
  tagsAct(),
  articleAct(),
]

const inWords = (status: StatusRow, { t, language, siteLanguage }: BulkWords) =>
  statusName(status, t, language, siteLanguage)

/** Statuses of one name stand in the list once: each kind of ticket has its own row of them. */
const sameName = (a: StatusRow, b: StatusRow) =>
  a.message_key === null ? JSON.stringify(a.names) === JSON.stringify(b.names) : a.message_key === b.message_key

/** The one of this name among those of the ticket's kind. Throws Refused where there is none. */
function statusFor(taxonomy: Taxonomy, id: unknown, kind: StatusRow['kind']): StatusRow {
  const chosen = taxonomy.statuses.get(Number(id))
  const own = chosen && taxonomy.byKind[kind].find((status) => status.id === chosen.id || sameName(status, chosen))
  if (!own) throw new Refused('bulk.no_such_status', {}, 422)
  return own
}

function statusAct(house: House): BulkAct {
  return {
    name: 'status',
    type: 'status_changed',
    tells: true,
    async choices({ words }) {
      const all = [...house.taxonomy.now.statuses.values()]
      const once = all.filter((status, n) => all.findIndex((other) => sameName(other, status)) === n)
      return once.map((status) => ({
        value: String(status.id),
        label: inWords(status, words),
        asks: all.some((other) => other.needs_reason && sameName(other, status)),
      }))
    },
    async fields(_, asked, { words: { t } }) {
      const field = fieldsOf(t, asked)
      const more = {
        type: 'textarea',
        rows: 3,
        required: true,
        maxlength: REASON_MAX,
        help: t('answering.reason_help'),
      }
      return [field('reason', t('answering.reason'), more)]
    },
    async read(choice, { reason = '' }) {
      const status = house.taxonomy.now.statuses.get(readId(choice) ?? 0)
      if (!status) return wrongChoice
      const needsReason = [...house.taxonomy.now.statuses.values()].some(
        (other) => other.needs_reason && sameName(other, status),
      )
      if (needsReason && reason.trim() === '')
        return { ok: false, faults: { reason: { key: 'tickets.reason_needed' } } }
      return { ok: true, params: { status: status.id, reason: needsReason ? reason.trim().slice(0, REASON_MAX) : '' } }
    },
    told({ status }, words) {
      const row = house.taxonomy.now.statuses.get(Number(status))
      return words.t('history.status_changed', { status: row ? inWords(row, words) : words.t('history.gone_status') })
    },
    async run(trx, ticket, { status, reason }, { actor }) {
      const own = statusFor(house.taxonomy.now, status, ticket.kind)
      await setStatus(trx, house.secret, ticket, own, String(reason ?? ''), actor)
    },
  }
}

function assigneeAct(): BulkAct {
  return {
    name: 'assignee',
    type: 'assigned',
    async choices({ db, words: { t } }) {
      const staff = await listStaff(db)
      return [
        { value: 'me', label: t('desk.me') },
        { value: '0', label: t('desk.nobody') },
        ...staff.map(({ id, name }) => ({ value: String(id), label: name })),
      ]
    },
    async read(choice, _, { db }) {
      if (choice === '0') return { ok: true, params: { assignee: null } }
      if (choice === 'me') return { ok: true, params: { assignee: 'me' } }
      const colleague = (await listStaff(db)).find(({ id }) => String(id) === choice)
      return colleague ? { ok: true, params: { assignee: colleague.id, name: colleague.name } } : wrongChoice
    },
    told({ assignee, name }, { t }) {
      if (assignee === 'me') return t('bulk.taken')
      return assignee === null ? t('history.assigned_nobody') : t('history.assigned', { name: String(name) })
    },
    run: (trx, ticket, { assignee }, { staff, actor }) =>
      assign(trx, ticket, assignee === 'me' ? staff.id : (assignee as number | null), actor),
  }
}

function priorityAct(): BulkAct {
  const inWords = (number: unknown, { t }: BulkWords) => t(`priorities.${priorityName(Number(number))}`)
  return {
    name: 'priority',
    type: 'prioritised',
    async choices({ words }) {
      const numbers = PRIORITIES.map((_, n) => n + 1).reverse()
      return numbers.map((number) => ({ value: String(number), label: inWords(number, words) }))
    },
    async read(choice) {
      const number = readId(choice)
      return number && number <= PRIORITIES.length ? { ok: true, params: { priority: number } } : wrongChoice
    },
    told: ({ priority }, words) => words.t('history.prioritised', { priority: inWords(priority, words) }),
    run: (trx, ticket, { priority }, { actor }) => setPriority(trx, ticket, Number(priority), actor),
  }
}

function categoryAct(house: House): BulkAct {
  const nameOf = (id: unknown, { language, siteLanguage }: BulkWords) => {
    const category = house.taxonomy.now.categories.get(Number(id))
    return category && nameIn(category.names, language, siteLanguage)
  }
  return {
    name: 'category',
    type: 'categorised',
    async choices({ words }) {
      const all = house.taxonomy.now.inOrder.map(({ id }) => ({ value: String(id), label: nameOf(id, words) ?? '' }))
      return [...all, { value: '0', label: words.t('desk.no_category') }]
    },
    async read(choice) {
      if (choice === '0') return { ok: true, params: { category: null } }
      const category = house.taxonomy.now.categories.get(readId(choice) ?? 0)
      return category ? { ok: true, params: { category: category.id } } : wrongChoice
    },
    told({ category }, words) {
      const name = category === null ? undefined : nameOf(category, words)
      return name ? words.t('history.categorised', { category: name }) : words.t('history.categorised_none')
    },
    async run(trx, ticket, { category }, { actor }) {
      if (category !== null && !house.taxonomy.now.categories.has(Number(category))) {
        throw new Refused('fields.not_a_choice', {}, 422)
      }
      await categorise(trx, ticket, category as number | null, actor)
    },
  }
}

/** Adds some and leaves the others, or takes these off. */
function tagsAct(): BulkAct {
  return {
    name: 'tags',
    verbs: true,
    type: 'tagged',
    choices: async ({ words: { t } }) =>
      ['add', 'remove'].map((value) => ({ value, label: t(`bulk.tags_${value}`), asks: true })),
    async fields(choice, asked, { words: { t } }) {
      return [
        fieldsOf(t, asked)('tags', t('desk.tags'), {
          required: true,
          maxlength: 200,
          help: t(`bulk.tags_${choice}_help`),
        }),
      ]
    },
    async read(choice, { tags = '' }) {
      if (choice !== 'add' && choice !== 'remove') return wrongChoice
      const names = [
        ...new Set(
          tags
            .slice(0, 500)
            .split(/[,،;؛]/)
            .map(tagName)
            .filter(Boolean),
        ),
      ]
      if (names.length === 0) return { ok: false, faults: { tags: { key: 'fields.required' } } }
      return { ok: true, params: { how: choice, tags: names } }
    },
    told: ({ how, tags }, { t, language }) =>
      t(`bulk.tags_${how}_told`, { tags: new Intl.ListFormat(language, { type: 'unit' }).format(tags as string[]) }),
    async run(trx, ticket, { how, tags }, { actor }) {
      const before = await listTagsOf(trx, ticket.id)
      const names = tags as string[]
      await tag(
        trx,
        ticket,
        how === 'add' ? [...before, ...names] : before.filter((one) => !names.includes(one)),
        actor,
      )
    },
  }
}

function articleAct(): BulkAct {
  return {
    name: 'article',
    verbs: true,
    type: 'linked',
    choices: async ({ words: { t } }) => [{ value: 'link', label: t('bulk.article_link'), asks: true }],
    async fields(_, asked, { db, words: { t } }) {
      const options = (await listArticleTitles(db)).map(({ id, title }) => ({ value: String(id), label: title }))
      const more = {
        type: 'select',
        required: true,
        options: [{ value: '', label: t('bulk.article_choose') }, ...options],
      }
      return [fieldsOf(t, asked)('article', t('bulk.article'), more)]
    },
    async read(_, { article }, { db }) {
      const chosen = (await listArticleTitles(db)).find(({ id }) => String(id) === article)
      if (!chosen) return { ok: false, faults: { article: { key: 'fields.required' } } }
      return { ok: true, params: { article: chosen.id, title: chosen.title } }
    },
    told: ({ title }, { t }) => t('history.linked', { title: String(title) }),
    async run(trx, ticket, { article }, { actor }) {
      if (!(await isPublished(trx, Number(article)))) throw new Refused('bulk.article_gone', {}, 422)
      await linkArticle(trx, ticket.id, Number(article), actor)
    },
  }
}
