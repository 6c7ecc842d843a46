import type { Span } from './find.ts'
import { spansOf } from './spans.ts'

/** Begin as their issuer makes them begin, so that they can be found in leaks; that is what this does. */
const PREFIXED = [
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}',
  'gh[pousr]_[A-Za-z0-9]{30,}',
  'github_pat_[A-Za-z0-9_]{30,}',
  'gl(?:pat|dt|rt|soat)-[\\w-]{18,}',
  'xox[abeoprs]-[\\w-]{10,}',
  'xapp-\\d-[\\w-]{10,}',
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}',
  'whsec_[A-Za-z0-9+/=]{20,}',
  'sk-(?:ant-|proj-|or-)?[A-Za-z0-9_-]{20,}',
  'AIza[\\w-]{33,}',
  'ya29\\.[\\w-]{20,}',
  'GOCSPX-[\\w-]{20,}',
  'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
  'hf_[A-Za-z0-9]{30,}',
  'npm_[A-Za-z0-9]{30,}',
  'pypi-[\\w-]{30,}',
  'do[opr]_v1_[a-f0-9]{40,}',
  'key-[a-f0-9]{32}',
  'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{30,}',
  'sq0[a-z]{3}-[\\w-]{22,}',
  'EAA[A-Za-z0-9]{60,}',
  'dapi[a-f0-9]{32}',
  'lin_api_[A-Za-z0-9]{30,}',
  'glsa_[A-Za-z0-9_]{30,}',
  'AGE-SECRET-KEY-1[A-Z0-9]{50,}',
  // A bot of Telegram.
  '\\d{8,10}:AA[\\w-]{32,35}',
  // JSON Web Token.
  'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}(?:\\.[\\w-]*)?',
  // Microsoft product keys and their like.
  '(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5}',
]
const TOKEN = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${PREFIXED.join('|')})(?![\\p{L}\\p{N}_])`, 'dgu')

const BLOCK = /-----BEGIN (?:[A-Z0-9 ]+ )?PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,8000}?(?:-----END [A-Z0-9 ]+-----|$)/dg
const HOOK =
  /(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks|[\w-]{1,60}\.webhook\.office\.com\/webhookb2)\/([\w@/-]{20,})/dg
/** scheme://user:password@host */
const IN_ADDRESS = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{0,64}:([^\s:/@"'<>]{3,128})@[\w[]/dgi
const CURL = /\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]["']?[^\s:"']{1,64}:([^\s"']{4,128})/dg

/** Names of places to put one: not a password but the word for it. */
const HOLDER = /^(?:pass(?:word)?|pwd|secret|token|key|x{3,}|\*{2,}|\.{3}|<.*|\$.*|\{.*|%.*|user(?:name)?|name)$/i

export function findIssued(text: string): Span[] {
  const isReal = (found: string) => !HOLDER.test(found)
  return [
    ...spansOf(TOKEN, text, (found) => /\d/.test(found) || /^eyJ/.test(found)),
    ...spansOf(BLOCK, text),
    ...(/hook/i.test(text) ? spansOf(HOOK, text) : []),
    ...(text.includes('://') ? spansOf(IN_ADDRESS, text, isReal) : []),
    ...(text.includes('curl') ? spansOf(CURL, text, isReal) : []),
  ]
}
