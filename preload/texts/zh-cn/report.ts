import type { report as en } from '../en/report'
import type { Translation } from '../translation'

export const report: Translation<typeof en> = {
  ui: {
    title: '诊断报告',
    about: '帮助者需要了解的信息，不含凭据和姓名。先给你看，不会向任何地方发送。',
    preview: '显示报告',
    write: '写入文件',
    written: '已写入：{{paths}}',
  },
}
