import type { app as en } from '../en/app'
import type { Translation } from '../translation'

export const app: Translation<typeof en> = {}
