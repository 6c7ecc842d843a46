import type { Span } from './find.ts'
import { spansOf } from './spans.ts'

const ADDRESS =
  /(?<![\p{L}\p{N}._%+/-])[\p{L}\p{N}_][\p{L}\p{N}._%+'-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,5}[\p{L}]{2,24}(?![\p{L}\p{N}@])/dgu
/** Written so that machines do not read it: "anna (at) mail (dot) com". */
const SPELT =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{1,63}\s?[([{<]\s?(?:at|собака|@)\s?[)\]}>]\s?[\p{L}\p{N}-]{1,61}(?:\s?(?:\.|[([{<]\s?(?:dot|точка|крапка|\.)\s?[)\]}>])\s?[\p{L}]{2,24}){1,3}/dgiu

const SHOUTED =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{1,63} AT [\p{L}\p{N}-]{1,61}(?: ?(?:\.|DOT) ?[\p{L}]{2,24}){1,3}(?!\p{L})/dgu

// Nobody's: names kept for examples (RFC 2606, 6761).
const EXAMPLE = /(?:^|[@.])(?:example\.(?:com|org|net|edu)|[\p{L}\p{N}-]+\.(?:example|invalid|test|local|localhost))$/iu
/** A place-holder stands for an address: "you@gmail.com", "xxxx@mail.ru". */
const HOLDER =
  /^(?:(.)\1{2,}|you(?:r[._-]?(?:name|mail|email))?|user(?:name)?|name|first(?:name)?[._-]?last(?:name)?|someone|somebody|me|foo|test|e?mail|abc|john\.?doe|jane\.?doe|login|account|address)@/iu
/** Of a house, not of a person; whoever writes them down tells nobody's secret. */
const OFFICE =
  /^(?:(?:no|do[._-]?not)[._-]?reply|support|help(?:desk)?|info|contact|service|sales|abuse|postmaster|webmaster|mailer-daemon|root|noc|press|privacy|security|feedback|newsletter|notifications?|git|hg|ssh|office|team|hello|invites?|updates|alerts?|billing|legal|jobs|bounces?)@/iu
/** "logo@2x.png" and "left-pad@1.3.js" are files. */
const FILE =
  /\.(?:png|jpe?g|gif|svg|webp|ico|css|m?[jt]sx?|json|html?|xml|txt|zip|xpi|exe|dll|service|socket|mount|timer)$/iu
/** What runs inside a browser is named like a mailbox. */
const EXTENSION =
  /@(?:(?:[\p{L}\p{N}-]+\.)*mozilla\.(?:org|com)|addons\.[\p{L}\p{N}.-]+)$|^(?:[\p{L}\p{N}-]*(?:extension|addon|add-on|plugin|theme|webext|langpack|jetpack)[\p{L}\p{N}-]*)@|@(?:[\p{L}\p{N}-]*(?:extension|addon|addons|plugin))(?:\.|$)/iu

export function findEmails(text: string): Span[] {
  return [
    ...(text.includes('@') ? spansOf(ADDRESS, text, (found, at) => isSomebodys(found, text, at)) : []),
    ...(/[([{<]\s?(?:at|собака|@)\s?[)\]}>]/iu.test(text) ? spansOf(SPELT, text) : []),
    ...(text.includes(' AT ') ? spansOf(SHOUTED, text) : []),
  ]
}

function isSomebodys(address: string, text: string, at: number): boolean {
  if (EXAMPLE.test(address) || HOLDER.test(address) || OFFICE.test(address) || FILE.test(address)) return false
  return !EXTENSION.test(address) && !isNameOfExtension(text, at, address)
}

/** In the lists that browsers print of what is installed ("ID: uBlock0@raymondhill.net", "x@y.org: active"). */
function isNameOfExtension(text: string, at: number, address: string): boolean {
  const line = text.slice(Math.max(at - 120, text.lastIndexOf('\n', at) + 1), at)
  const next = text.slice(at + address.length, at + address.length + 40)
  return (
    /\b(?:extension|add-?on|webextension)s?[\s\S]{0,30}$|(?:^|[\s|*"-])ID\W{1,6}$|\d\.\d[\d.a-z]* \(<?$|extensions\.[\w.-]*$/i.test(
      line,
    ) || /^\W{0,4}(?:xpi|\.xpi|extension|true|false)\b/i.test(next)
  )
}
