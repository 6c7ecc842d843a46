import { z } from 'zod'
import { namesFrom, perLanguage } from '../../settings/forms.ts'
import { checkbox, line } from '../../web/forms.ts'

const Colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'key:settings.not_a_colour')

export const StatusForm = z.object({
  ...perLanguage('name', line(40).optional()),
  colour: Colour,
  needs_reason: checkbox(),
})

/** What the admin chooses from: a phase, and of waiting for whom. */
export const PHASE_CHOICES = ['open', 'waiting', 'third_party', 'done'] as const

export const NewStatusForm = StatusForm.extend({
  kind: z.enum(['question', 'problem', 'idea', 'thanks']),
  phase: z.enum(PHASE_CHOICES),
})

export const MoveForm = z.object({ direction: z.enum(['up', 'down']) })

export const statusNames = (form: Record<string, unknown>) => namesFrom(form, 'name')
