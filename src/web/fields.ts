/** From a form's faults to the fields of a page, as views/frame/_field and _errors take them. */
import { LANGUAGES, type Translate } from '../i18n/languages.ts'
import type { Faults, Typed } from './forms.ts'

export type Filled = { typed: Typed; faults: Faults }

export const EMPTY: Filled = { typed: {}, faults: {} }

/** What was typed stands in the field again, except passwords; its fault beside it. */
export function fieldsOf(t: Translate, { typed, faults }: Filled) {
  return (name: string, label: string, more: object = {}) => {
    const fault = faults[name]
    return { name, label, value: typed[name] ?? '', error: fault && t(fault.key, fault.params), ...more }
  }
}

/** A text in each interface language: one field each, named `name_en`, `name_ru` … */
export function fieldsPerLanguage(t: Translate, filled: Filled) {
  const field = fieldsOf(t, filled)
  return (name: string, label: string, more: object = {}) =>
    LANGUAGES.map(({ code, name: language, dir }) =>
      field(`${name}_${code}`, `${label} · ${language}`, { dir, hideOptional: true, ...more }),
    )
}

/**
 * The summary on top of a form. A fault named '' belongs to the whole form. Beside its field "Please fill this in" is
 * enough; up here, among others, it must say what: `labelOf` does.
 */
export function errorsOf(
  t: Translate,
  { faults }: Filled,
  labelOf?: (name: string) => string,
): { name?: string; message: string }[] {
  return Object.entries(faults).map(([name, { key, params }]) => {
    const message = t(key, params)
    if (name === '') return { message }
    return { name, message: labelOf ? `${labelOf(name)}: ${message}` : message }
  })
}

export const statusOf = ({ faults }: Filled): number => (Object.keys(faults).length > 0 ? 422 : 200)
