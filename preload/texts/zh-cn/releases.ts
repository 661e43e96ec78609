import type { releases as en } from '../en/releases'
import type { Translation } from '../translation'

export const releases: Translation<typeof en> = {}
