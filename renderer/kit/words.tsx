import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Text } from '../../preload/contract/text'
import type { TextKey } from '../../preload/texts'

export interface Words {
  /** The words of a key, its blanks filled. */
  readonly t: (key: TextKey, params?: Text['params']) => string
  /** The words of a sentence that the core sent. */
  readonly say: (text: Text) => string
  /** BCP 47, for numbers and dates. */
  readonly language: string
}

/** All texts in the language of the moment; the component renders again when the language changes. */
export function useWords(): Words {
  const { i18n } = useTranslation()
  const language = i18n.language
  return useMemo(() => {
    const fixed = i18n.getFixedT(language)
    const t: Words['t'] = (key, params = {}) => fixed(key, params)
    return { t, say: (text) => t(text.key, text.params), language }
  }, [i18n, language])
}
