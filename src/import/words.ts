import { isLanguage, type Translate, translator } from '../i18n/languages.ts'

/** The catalogue for words that become part of an imported text: the text's own language if we have it, else English. */
export function wordsFor(language: string | undefined): Translate {
  return translator(isLanguage(language) ? language : 'en')
}
