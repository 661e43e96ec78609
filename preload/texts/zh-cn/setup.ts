import type { setup as en } from '../en/setup'
import type { Translation } from '../translation'

export const setup: Translation<typeof en> = {}
