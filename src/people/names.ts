/** A visitor's chosen name never passes for staff: what looks like one of our own is shown as a plain visitor's. */
import type { Db } from '../db/schema.ts'
import { nameSkeleton } from '../text/name-skeleton.ts'

/**
 * Words by which staff call themselves, one of which in a name is enough: "Anna (Support)". Written as people write
 * them; they are compared as skeletons, so that no look-alike letter gets past.
 */
const STAFF_WORDS = [
  ...['admin', 'admins', 'administrator', 'administration', 'moderator', 'mod', 'support', 'helpdesk', 'staff', 'team'],
  ...['official', 'админ', 'администратор', 'администрация', 'модератор', 'поддержка', 'техподдержка', 'саппорт'],
  ...['команда', 'сотрудник', 'адмін', 'адміністратор', 'адміністрація', 'підтримка', 'техпідтримка', 'співробітник'],
  ...['مدير', 'المدير', 'إدارة', 'الإدارة', 'مشرف', 'المشرف', 'دعم', 'الدعم', 'فريق', 'الفريق', 'موظف', 'الموظف'],
].map(nameSkeleton)

export type ShownName = {
  /** '' is shown as "Visitor". */
  shown: string
  /** The name would have passed for staff. */
  poses: boolean
}

/** `typed` is one clean line. `requesterName` is given for replies of anybody but the requester. */
export async function shownName(
  db: Db,
  typed: string,
  { siteName, requesterName = '' }: { siteName: string; requesterName?: string },
): Promise<ShownName> {
  const skeleton = nameSkeleton(typed)
  if (skeleton === '') return { shown: '', poses: false }
  const parts = partsOf(typed)
  if (speaksForSite(parts, nameSkeleton(siteName)) || (await isStaffName(db, skeleton, parts))) {
    return { shown: '', poses: true }
  }
  return { shown: skeleton === nameSkeleton(requesterName) ? '' : typed, poses: false }
}

/** Skeletons of every run of words: "Mira Novak (Fernhold)" holds "Mira Novak", however it is spelled. */
function partsOf(name: string): Set<string> {
  const words = name
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(nameSkeleton)
    .filter(Boolean)
  return new Set(
    words.flatMap((_, from) => words.slice(from).map((__, length) => words.slice(from, from + length + 1).join(''))),
  )
}

function speaksForSite(parts: ReadonlySet<string>, site: string): boolean {
  return parts.has(site) || STAFF_WORDS.some((word) => parts.has(word))
}

/** A single word of a longer name is too little to go by: many people are called Mira. */
async function isStaffName(db: Db, skeleton: string, parts: ReadonlySet<string>): Promise<boolean> {
  const staff = await db.selectFrom('staff').select(['name', 'name_skeleton']).execute()
  return staff.some(({ name, name_skeleton: other }) => {
    return other !== '' && (skeleton === other || (/\S\s+\S/.test(name) && parts.has(other)))
  })
}
