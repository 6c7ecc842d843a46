/** From a page's plain data to HTML: the frame, the language, the words, and what a cache may keep. */

import { join } from 'node:path'
import fastifyView from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { isLanguage, LANGUAGES, type Language, negotiate, type Translate, translator } from '../i18n/languages.ts'
import { formatDateTime } from '../text/dates.ts'
import { directionOf } from '../text/detect-language.ts'
import { initialsOf } from '../text/initials.ts'
import type { Html } from '../text/markdown.ts'
import type { Assets } from './assets.ts'
import { etagOf, FOR_EVERYONE, FOR_NOBODY_ELSE, isUnchanged, varyBy } from './cache.ts'
import { hasOurCookie, readCookie } from './cookies.ts'
import type { Fault } from './errors.ts'
import { pageAbove } from './route-table.ts'
import { STRANGER, type StaffViewer, type Viewer } from './viewer.ts'

/** The last one is the page itself and carries its address too. */
export type Crumb = { name: string; url: string }

/** A page is plain data that names its template. Paths are site-relative; the frame makes them absolute. */
export type Page = {
  template: string
  /** Without the site's name; the frame adds it. */
  title: string
  description?: string
  /** Its own one address; none for pages that have no lasting one. */
  canonical?: string
  /** May search engines list it? Only what says so. */
  index?: boolean
  /** The language of the content, where it has one of its own. */
  lang?: string
  breadcrumbs?: Crumb[]
  /** Path of an Atom feed of the same things. */
  feed?: string
  /** public: read by strangers, byte-stable. form: carries a token. desk: staff. */
  area?: 'public' | 'form' | 'desk'
  status?: number
  lastModified?: Date
  model: object
}

/** What the frame needs to know of the site; handed in from app.ts. */
export type SiteWords = {
  name: string
  sentence: (language: Language) => string
  language: Language
  timeZone: string
}

export type PageWords = {
  t: Translate
  language: Language
  timeZone: string
}

declare module 'fastify' {
  interface FastifyInstance {
    /** An error's whole page where Fastify offers no request and no hooks. */
    bareErrorPage(fault: Fault, acceptLanguage?: string): string
  }
  interface FastifyReply {
    /** Renders the page in its frame and sets the headers of caching. */
    page(page: Page): Promise<FastifyReply>
    /** Renders a part without the frame (an answer for a script). */
    part(template: string, model: object): Promise<FastifyReply>
    /** Words and zone of the answer, for pages.ts. `contentLanguage`: see DECISIONS on the interface language. */
    words(contentLanguage?: string): PageWords
  }
}

export const VIEWS = join(import.meta.dirname, '../../views')

/** What stands beside every page of the desk (views and their counts); a feature's, so handed in from app.ts. */
export type DeskSide = (staff: StaffViewer, words: PageWords) => Promise<object>

export async function addRendering(
  app: FastifyInstance,
  { config, site, assets, deskSide }: { config: Config; site: () => SiteWords; assets: Assets; deskSide: DeskSide },
): Promise<void> {
  const eta = new Eta({ views: VIEWS, cache: true, autoTrim: [false, 'nl'] })
  await app.register(fastifyView, { engine: { eta }, root: VIEWS, viewExt: 'eta', production: true, maxCache: 500 })

  function interfaceLanguage(request: FastifyRequest, reply: FastifyReply, contentLanguage?: string): Language {
    const chosen = readCookie(request, config, 'lang')
    if (isLanguage(chosen)) return chosen
    const staff = request.viewer.staff?.language
    if (isLanguage(staff)) return staff
    if (contentLanguage !== undefined) return isLanguage(contentLanguage) ? contentLanguage : site().language
    varyBy(reply, 'Accept-Language')
    return negotiate(request.headers['accept-language']) ?? site().language
  }

  function words(request: FastifyRequest, reply: FastifyReply, contentLanguage?: string): PageWords {
    const language = interfaceLanguage(request, reply, contentLanguage)
    return { language, t: translator(language), timeZone: request.viewer.staff?.timeZone ?? site().timeZone }
  }

  function frame({ language, t, timeZone }: PageWords, viewer: Viewer, path: string, page: Page, desk?: object) {
    const contentLang = page.lang && page.lang !== 'und' ? page.lang : language
    return {
      t,
      lang: language,
      dir: directionOf(language),
      contentLang,
      contentDir: directionOf(contentLang),
      site: { ...site(), sentence: site().sentence(language), url: config.siteUrl, languages: LANGUAGES },
      page: { area: 'public', index: false, ...page, canonical: page.canonical && config.siteUrl + page.canonical },
      viewer: {
        staff: viewer.staff && {
          name: viewer.staff.name,
          initials: initialsOf(viewer.staff.name),
          role: viewer.staff.role,
        },
        visitor: viewer.personId !== null && viewer.staff === null,
      },
      model: page.model,
      desk,
      path,
      number: (value: number) => numberFormat(language).format(value),
      date: (date: Date) => formatDateTime(date, language, timeZone),
      timeHtml: (date: Date) =>
        `<time datetime="${date.toISOString()}">${formatDateTime(date, language, timeZone)}</time>` as Html,
      iconHtml: (name: string) =>
        `<svg class="icon" aria-hidden="true"><use href="${assets.url('icons.svg')}#${name}"></use></svg>` as Html,
      // The body stands in the interface's language (see frame/layout), whatever the page's own is.
      langAttrsHtml: (of?: string) => langAttributes(of ?? language, language) as Html,
      asset: assets.url,
    }
  }

  app.decorate('bareErrorPage', (fault, acceptLanguage) => {
    const language = negotiate(acceptLanguage) ?? site().language
    const t = translator(language)
    const title = t(fault.title)
    const model = { status: fault.status, title, sentence: t(fault.key, fault.params) }
    const page: Page = { template: 'frame/error', title, model }
    return eta.render('frame/error', frame({ language, t, timeZone: site().timeZone }, STRANGER, '/', page))
  })
  app.decorateReply('words', function (contentLanguage) {
    return words(this.request, this, contentLanguage)
  })
  app.decorateReply('part', async function (template, model) {
    const page: Page = { template, title: '', model }
    const body = await this.viewAsync(
      template,
      frame(words(this.request, this, page.lang), this.request.viewer, this.request.url, page),
    )
    return this.header('cache-control', FOR_NOBODY_ELSE).type('text/html; charset=utf-8').send(body)
  })
  app.decorateReply('page', async function (page) {
    const { viewer, url } = this.request
    const pageWords = words(this.request, this, page.lang)
    const desk = page.area === 'desk' && viewer.staff ? await deskSide(viewer.staff, pageWords) : undefined
    const path = isLook(this.request) ? url : (page.canonical ?? pageAbove(app.routeTable, url))
    const body = await this.viewAsync(page.template, frame(pageWords, viewer, path, page, desk))
    this.code(page.status ?? 200).type('text/html; charset=utf-8')
    varyBy(this, 'Cookie')
    if (page.index !== true) this.header('x-robots-tag', 'noindex')
    if (!mayBeShared(this.request, page)) return this.header('cache-control', FOR_NOBODY_ELSE).send(body)
    this.header('cache-control', FOR_EVERYONE).header('etag', etagOf(body))
    if (page.lastModified) this.header('last-modified', page.lastModified.toUTCString())
    return isUnchanged(this.request, this) ? this.code(304).send() : this.send(body)
  })
}

const isLook = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'

function mayBeShared(request: FastifyRequest, page: Page): boolean {
  return (
    isLook(request) && (page.area ?? 'public') === 'public' && (page.status ?? 200) === 200 && !hasOurCookie(request)
  )
}

/** ` lang="ru" dir="ltr"` where a text's language is not the page's; only its direction where the language is unknown. */
function langAttributes(of: string, around: string): string {
  if (of === 'und') return ' dir="auto"'
  return of === around ? '' : ` lang="${of.replace(/[^a-zA-Z-]/g, '')}" dir="${directionOf(of)}"`
}

const numberFormats = new Map<string, Intl.NumberFormat>()

function numberFormat(language: string): Intl.NumberFormat {
  const known = numberFormats.get(language)
  if (known) return known
  const format = new Intl.NumberFormat(language)
  numberFormats.set(language, format)
  return format
}
