import type { goenv as en } from '../en/goenv'
import type { Translation } from '../translation'

export const goenv: Translation<typeof en> = {}
