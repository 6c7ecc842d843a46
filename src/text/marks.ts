/**
 * What stands for something hidden in a Markdown source. Nobody types these brackets, so that the renderer can tell a
 * mark from words. In a plain line, where nothing is rendered, a mark wears square ones. Set by private-data/hide.ts.
 */
export const MARK = ['⟦', '⟧'] as const
export const PLAIN_MARK = ['[', ']'] as const

const MARKED = /⟦([^⟦⟧\n]{1,80})⟧/g

/** Marks as they stand in plain text. */
export const plainMarks = (text: string) => text.replace(MARKED, '[$1]')

/** Marks of a text that is HTML already, its other signs escaped. */
export const marksAsHtml = (html: string) => html.replace(MARKED, '<span class="removed">$1</span>')
