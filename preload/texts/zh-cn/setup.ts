import type { setup as en } from '../en/setup'
import type { Translation } from '../translation'

export const setup: Translation<typeof en> = {
  title: '设置此计算机',
  titleGo: '在此计算机上设置 {{version}}',
}
