/** For whom a passage of a help article is: "win,linux", "not mac", "tb115" (from version 115 on), "=tb115", "not tb60". */

const systems: Record<string, string> = {
  win: 'Windows',
  winxp: 'Windows XP',
  win7: 'Windows 7',
  win8: 'Windows 8',
  win10: 'Windows 10',
  mac: 'macOS',
  linux: 'Linux',
}

/** `isOlder`: only readers of a version before some other one need it; the newest text is the one to show. */
export type Audience = { label: string; isOlder: boolean }

export function audienceOf(dataFor: string): Audience {
  const isNot = dataFor.startsWith('not ')
  const names = dataFor.replace(/^not /, '').split(',')
  const versions = names.filter((name) => /^=?(?:tb|fx|m)\d+$/.test(name))
  if (versions.length === names.length) {
    const exact = versions.find((name) => name.startsWith('='))
    return { label: exact ? `version ${exact.replace(/\D+/g, '')}` : '', isOlder: isNot }
  }
  const label = names.flatMap((name) => systems[name] ?? []).join(', ')
  return { label: isNot && label !== '' ? `not ${label}` : label, isOlder: false }
}
