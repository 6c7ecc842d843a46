// Cyrillic in Latin letters as readers of each language spell it: Ukrainian и is y ("zminyty"), Russian и is i, Bulgarian
// щ is sht. Libraries read them all as Russian (findable.md, "Slugs, measured"). Sources: Ukraine's passport rules
// (resolution 55 of 2010, without its forms for the beginning of a word, which slugs need not tell apart: "yi" as ours
// in every place), ICAO 9303 for Russian with the usual y for й/ы, Bulgaria's law of 2009, Serbia's own Latin alphabet
// without its accents.

type Table = Record<string, string>

const common: Table = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm' },
  ...{ н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', ь: '' },
  ...{ щ: 'shch', ъ: '', ы: 'y', э: 'e', ю: 'yu', я: 'ya', ё: 'yo', і: 'i', ї: 'yi', є: 'ye', ґ: 'g', ў: 'u' },
  ...{ ђ: 'dj', ј: 'j', љ: 'lj', њ: 'nj', ћ: 'c', џ: 'dz', ѓ: 'gj', ќ: 'kj', ѕ: 'dz' },
  ...{ ә: 'a', ғ: 'g', қ: 'q', ң: 'n', ө: 'o', ұ: 'u', ү: 'u', һ: 'h', җ: 'j' },
}

const byLanguage = new Map<string, Table>(
  Object.entries<Table>({
    uk: { г: 'h', и: 'y' },
    be: { г: 'h', е: 'ie', ё: 'io', х: 'kh' },
    bg: { х: 'h', щ: 'sht', ъ: 'a', ь: 'y' },
    sr: { ж: 'z', х: 'h', ц: 'c', ч: 'c', ш: 's' },
    mk: { ж: 'zh', х: 'h', ц: 'c', ј: 'j', љ: 'lj', њ: 'nj' },
  }),
)

/** Lower-case text with its Cyrillic letters in Latin; a language without rules of its own is read as Russian. */
export function latinOf(text: string, language: string): string {
  const own = byLanguage.get(language) ?? {}
  // By code point after NFC: й and ї must not fall apart into a letter and a mark.
  return text.replace(/\p{Script=Cyrillic}/gu, (letter) => own[letter] ?? common[letter] ?? letter)
}
