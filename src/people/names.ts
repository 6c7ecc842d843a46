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
  if (speaksForSite(skeleton, nameSkeleton(siteName)) || (await isStaffName(db, skeleton))) {
    return { shown: '', poses: true }
  }
  const isRequesters = requesterName !== '' && skeleton === nameSkeleton(requesterName)
  return { shown: isRequesters ? '' : typed, poses: false }
}

function speaksForSite(skeleton: string, site: string): boolean {
  const words = skeleton.split(/[^\p{L}\p{N}]+/u)
  return ` ${skeleton} `.includes(` ${site} `) || STAFF_WORDS.some((word) => words.includes(word))
}

async function isStaffName(db: Db, skeleton: string): Promise<boolean> {
  const staff = await db.selectFrom('staff').select('name_skeleton').execute()
  return staff.some(({ name_skeleton: name }) => name === skeleton || containsWords(skeleton, name))
}

/** "Mira Novak from Fernhold" holds "Mira Novak"; a single word is too little: many people are called Mira. */
function containsWords(skeleton: string, name: string): boolean {
  return name.includes(' ') && ` ${skeleton} `.includes(` ${name} `)
}
