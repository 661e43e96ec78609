import type { modules as en } from '../en/modules'
import type { Translation } from '../translation'

export const modules: Translation<typeof en> = {
  reason: {
    goMod: '`go mod init {{module}}` 会写入的内容',
    main: '一个打印 hello, world 的程序',
  },
  newTitle: '新建模块 {{module}}',
}
