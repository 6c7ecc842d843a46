import type { Page, PageWords } from '../../web/render.ts'

export type Removal = {
  /** What is to be removed, by its name. */
  name: string
  action: string
  cancel: string
  tickets: number
  options: { value: string; label: string }[]
  what: 'status' | 'category'
  fault?: string
}

export function removalPage({ t }: PageWords, removal: Removal): Page {
  const title = t(`taxonomy.remove_${removal.what}_title`, { name: removal.name })
  return {
    template: 'tickets/regrouping/remove',
    title,
    area: 'desk',
    status: removal.fault ? 422 : 200,
    model: {
      ...removal,
      at: removal.cancel,
      title,
      explanation: t('taxonomy.remove_explained', { count: removal.tickets }),
      field: {
        name: 'into',
        label: t(`taxonomy.move_tickets_${removal.what}`),
        type: 'select',
        required: true,
        options: removal.options,
        error: removal.fault && t(removal.fault),
      },
    },
  }
}
