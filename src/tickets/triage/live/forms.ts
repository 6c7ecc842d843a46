import { z } from 'zod'
import { checkbox } from '../../../web/forms.ts'

/** What a page says of its reader: here, writing, or gone. */
export const HereForm = z.object({ typing: checkbox(), gone: checkbox() })
