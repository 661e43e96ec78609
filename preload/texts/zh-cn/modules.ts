import type { modules as en } from '../en/modules'
import type { Translation } from '../translation'

export const modules: Translation<typeof en> = {
  reason: {
    goMod: '`go mod init {{module}}` 会写入的内容',
    main: '一个打印 hello, world 的程序',
  },
  fault: {
    empty: '不能为空',
    'not-unicode': '不是有效的 Unicode',
    'leading-dash': '不能以短横线开头',
    'double-slash': '不能有连续的斜杠',
    'leading-slash': '不能以斜杠开头',
    'trailing-slash': '不能以斜杠结尾',
    'only-dots': '其中一段全是点',
    'leading-dot': '其中一段以点开头',
    'trailing-dot': '其中一段以点结尾',
    'bad-character': '含有模块路径不允许的字符',
    'windows-name': '其中一段是 Windows 的保留名称',
    'short-name': '其中一段形似 Windows 短文件名',
    'missing-dot': '第一段缺少点',
    'host-character': '第一段只能包含小写字母、数字、点和短横线',
    'version-suffix': '版本后缀不合规则',
    reserved: '该名称已被保留',
  },
  newTitle: '新建模块 {{module}}',
}
