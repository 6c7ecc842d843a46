/** What every catalogue must hold: the keys of en.ts, with the plural forms of its own language. */

type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'

/** `replies_one`, `replies_other` in English ask for `replies_other` and allow the other forms elsewhere. */
export type CatalogueLike<T> = {
  [K in keyof T as K extends `${string}_${Exclude<PluralForm, 'other'>}` ? never : K]: T[K] extends string
    ? string
    : CatalogueLike<T[K]>
} & {
  [K in keyof T as K extends `${infer Base}_other` ? `${Base}_${PluralForm}` : never]?: string
}
