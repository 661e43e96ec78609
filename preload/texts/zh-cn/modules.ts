import type { modules as en } from '../en/modules'
import type { Translation } from '../translation'

export const modules: Translation<typeof en> = {}
