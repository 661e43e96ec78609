import type { journal as en } from '../en/journal'
import type { Translation } from '../translation'

export const journal: Translation<typeof en> = {
  reason: {
    undo: '恢复原样',
    undoLink: '恢复原来的指向',
  },
  undoTitle_other: '撤销 {{count}} 项更改',
  linkMoved: '{{path}} 此后被切换过，保持当前指向',
  undoConflicts_other: '{{count}} 个文件此后被修改过，保持不变',
  changedSince: '此文件此后被修改过；撤销会丢失那些修改',
  ui: {
    title: '历史',
    about: 'GoReady 在本机上的所有更改，最新的在前。撤销会逐字节恢复原来的内容。',
    undoAll: '全部撤销…',
    undoEntry: '撤销 {{title}}',
    none: '尚无更改',
    noneNext: 'GoReady 的每项更改都会列在这里，并可撤销。',
    changes_other: '{{count}} 项更改',
    host: { electron: '通过应用', web: '通过浏览器', cli: '通过命令行' },
    phase: {
      applying: '正在应用',
      applied: '已应用',
      'rolled-back': '已恢复原状',
      undoing: '正在撤销',
      undone: '已撤销',
      'needs-attention': '需要处理',
    },
    isUndo: '撤销操作',
    conflicts_other: '{{count}} 个文件此后被修改过，保持不变',
    conflictAbout: '下面列出两个版本，请手动取用所需部分。',
    now: '现在',
    original: 'GoReady 更改之前',
  },
}
