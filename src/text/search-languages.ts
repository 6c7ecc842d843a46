/** Languages a query may be stemmed by. Each adds its forms of every word to what is looked up, so their number is held. */
const MOST = 10

const SCRIPTS: Record<string, RegExp> = {
  Latn: /\p{Script=Latin}/u,
  Cyrl: /\p{Script=Cyrillic}/u,
  Arab: /\p{Script=Arabic}/u,
  Grek: /\p{Script=Greek}/u,
  Hebr: /\p{Script=Hebrew}/u,
  Deva: /\p{Script=Devanagari}/u,
  Taml: /\p{Script=Tamil}/u,
  Armn: /\p{Script=Armenian}/u,
}

/**
 * Of the languages that texts here are written in, those that `words` may be in by their letters, `likely` ones first:
 * a word of a query is too short to tell its language from others of the same script ("Schlüssel" can be told, "Text"
 * cannot), and a German page is found only by the German stem.
 */
export function languagesFor(words: string, present: readonly string[], likely: readonly string[] = []): string[] {
  const fitting = [...new Set([...likely, ...present])].filter((language) => {
    const letters = SCRIPTS[scriptOf(language)]
    return letters?.test(words) && present.includes(language)
  })
  return fitting.slice(0, MOST)
}

const known = new Map<string, string>()
function scriptOf(language: string): string {
  let script = known.get(language)
  if (script === undefined) {
    // Codes come from rows: an import may have brought anything that looks like one.
    script = /^[a-z]{2,3}$/.test(language) ? (new Intl.Locale(language).maximize().script ?? '') : ''
    known.set(language, script)
  }
  return script
}
