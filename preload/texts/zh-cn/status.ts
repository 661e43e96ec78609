import type { status as en } from '../en/status'
import type { Translation } from '../translation'

export const status: Translation<typeof en> = {}
