import type { sdk as en } from '../en/sdk'
import type { Translation } from '../translation'

export const sdk: Translation<typeof en> = {
  found: {
    toolchainCache: '由 go 命令为需要它的模块下载，不应放入 PATH',
    shimUnset: '{{path}} 属于版本管理器，但尚未选择 Go 版本',
  },
}
