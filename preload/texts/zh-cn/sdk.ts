import type { sdk as en } from '../en/sdk'
import type { Translation } from '../translation'

export const sdk: Translation<typeof en> = {}
