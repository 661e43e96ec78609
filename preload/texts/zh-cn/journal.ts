import type { journal as en } from '../en/journal'
import type { Translation } from '../translation'

export const journal: Translation<typeof en> = {
  reason: {
    undo: '将 {{file}} 恢复原样',
    undoLink: '恢复原来的指向',
  },
  undoTitle: '撤销 {{count}} 项更改',
  linkMoved: '{{path}} 此后被切换过，保持当前指向',
  undoConflicts: '{{count}} 个文件此后被修改过，保持不变',
  changedSince: '此文件此后被修改过；撤销会丢失那些修改',
}
