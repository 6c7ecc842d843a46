import { eld } from 'eld/extrasmall'
import { latin, type Script, scripts } from './scripts.ts'

// eld's smallest set of data costs 0.3 s and 33 MB of heap at start ("small" 0.4 s and 51 MB, "large" 2 s and 152 MB,
// on Node 24); by eld's own test it is right in 98.7 of 100 sentences, the largest in 99.2.

/** Fewer Latin letters than this are a name or a greeting, and a detector only guesses. */
const FEWEST_LETTERS = 8
/** In a text shorter than this a second language close behind the first means: unsure. */
const FEW_LETTERS = 30

/**
 * The language of a text as ISO 639-1 code; `fallback` when it is too short or unsure ('und', undetermined, unless
 * given). Takes Markdown or plain text and looks at its first 4000 characters, leaving out code and addresses, and, in
 * a text of another script, Latin words too: people quote English error messages.
 */
export function detectLanguage(text: string, fallback = 'und'): string {
  const prose = proseOf(text.slice(0, 4000))
  const script = scriptOf(prose)
  const words = prose.split(' ').filter((word) => word.search(script.letters) >= 0)
  const found = languageIn(script, words.join(' '), script.others?.includes(fallback) ? fallback : script.usual)
  return found === undefined || found === 'und' ? fallback : found
}

/** Words without code, addresses, numbers and the like, one space between. */
function proseOf(text: string): string {
  const prose = text.replace(/```[\s\S]*?(?:```|$)/g, ' ').replace(/`[^`\n]*`/g, ' ')
  return prose
    .split(/\s+/)
    .filter((word) => !/[@/\\_\d<>{}=]/.test(word))
    .join(' ')
}

/**
 * The script most of the text is in. Latin counts a fifth: names of programs and quoted messages are Latin in every
 * text. A little kana among Chinese letters makes Japanese.
 */
function scriptOf(prose: string): Script {
  let best = latin
  let most = lettersIn(latin, prose) / 5
  for (const script of scripts) {
    const letters = lettersIn(script, prose) * (script.language === 'ja' ? 5 : 1)
    if (letters > most) [best, most] = [script, letters]
  }
  return best
}

function lettersIn(script: Script, text: string): number {
  return text.match(script.letters)?.length ?? 0
}

/** `likely`: what a text in this script is taken for when it is too short to tell. */
function languageIn(script: Script, words: string, likely: string | undefined): string | undefined {
  const letters = lettersIn(script, words)
  const known = letters > 0 ? (script.language ?? script.byLetters?.(words)) : undefined
  if (known) return known
  if (letters < FEWEST_LETTERS) return letters > 0 ? likely : undefined
  const result = eld.detect(words)
  const scores = result.getScores()
  const [best = 0, second = 0] = Object.values(scores)
  if (letters < FEW_LETTERS) {
    if (likely ? best - (scores[likely] ?? 0) < 0.012 : best - second < 0.03) return likely
  }
  return result.language && result.isReliable() ? result.language : likely
}

const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi'])

/** The direction a language is written in. 'ku' is what detectLanguage calls Kurdish in Arabic letters. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr'
}

/** The text search configurations Postgres 15 ships, by language; all later versions and PGlite have them too. */
const SEARCH_CONFIGS = new Map(
  Object.entries({
    ...{ ar: 'arabic', hy: 'armenian', eu: 'basque', ca: 'catalan', da: 'danish', nl: 'dutch', en: 'english' },
    ...{ fi: 'finnish', fr: 'french', de: 'german', el: 'greek', hi: 'hindi', hu: 'hungarian', id: 'indonesian' },
    ...{
      ga: 'irish',
      it: 'italian',
      lt: 'lithuanian',
      ne: 'nepali',
      no: 'norwegian',
      nb: 'norwegian',
      nn: 'norwegian',
    },
    ...{ pt: 'portuguese', ro: 'romanian', ru: 'russian', sr: 'serbian', es: 'spanish', sv: 'swedish', ta: 'tamil' },
    ...{ tr: 'turkish', yi: 'yiddish' },
  }),
)

/** The Postgres text search configuration that stems a language; 'simple' (no stemming) for Ukrainian and others. */
export function searchConfig(language: string): string {
  return SEARCH_CONFIGS.get(language) ?? 'simple'
}
