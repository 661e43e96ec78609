import type { proxy as en } from '../en/proxy'
import type { Translation } from '../translation'

export const proxy: Translation<typeof en> = {}
