// The `for` blocks of Mozilla's wiki: parts of an article that concern some systems or versions only, as
// `data-for="win,linux"`, "not mac", "tb115" (that version and later), "=tb115". Readers of a page that shows all parts
// need to be told which is for whom. English, as the articles that come with such blocks are.

const NAMES = new Map(
  Object.entries({
    ...{ win: 'Windows', mac: 'macOS', linux: 'Linux', android: 'Android', ios: 'iOS', winxp: 'Windows XP' },
    ...{ win7: 'Windows 7', win8: 'Windows 8', win10: 'Windows 10', win11: 'Windows 11' },
  }),
)

/** "win,linux" → "Windows, Linux"; "not tb115" → "before version 115". What is not known stays as it is written. */
export function platformWords(condition: string): string {
  const text = condition.trim().toLowerCase()
  const negated = text.startsWith('not ')
  const names = text.replace(/^not /, '').split(',')
  return names.map((name) => nameOf(name.trim(), negated)).join(', ')
}

function nameOf(name: string, negated: boolean): string {
  const version = /^(=?)(?:tb|fx|m)(\d{1,4})$/.exec(name)
  if (!version) return `${negated ? 'not ' : ''}${NAMES.get(name) ?? name}`
  const number = `version ${version[2]}`
  if (version[1]) return negated ? `not ${number}` : number
  return negated ? `before ${number}` : `${number} and later`
}
