/** Every sentence that GoReady shows, in every language, for all hosts. One file a room and language. */
import i18next, { type i18n } from 'i18next'
import { en } from './en'
import type { LeafPath } from './translation'
import { zhCn } from './zh-cn'

export type TextKey = LeafPath<typeof en>
export type Language = 'en' | 'zh-CN'

/** The language that fits a BCP 47 tag or a POSIX locale: any Chinese gives 简体中文, everything else English. */
export function languageFor(tag: string): Language {
  return /^zh\b|^zh[_-]/i.test(tag) ? 'zh-CN' : 'en'
}

/** A ready i18next instance holding all texts; blanks are written `{{name}}` and are not HTML-escaped. */
export function createTexts(language: Language): i18n {
  const instance = i18next.createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCn } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return instance
}
