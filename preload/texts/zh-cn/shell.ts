import type { shell as en } from '../en/shell'
import type { Translation } from '../translation'

export const shell: Translation<typeof en> = {
  title: {
    path: '在各个 shell 中把 Go 加入 PATH',
  },
  reason: {
    block: '让每个新开的 {{shell}} 都能找到 Go：加入一段代码，读取 GoReady 的一个文件',
    envFile: '把 Go 放到 PATH 最前面；shell 的配置文件只读取此文件',
    removeBlock: '从 {{shell}} 的配置文件中移除 GoReady 的代码段',
    removeEnvFile: '已没有 shell 读取它',
    disable: '这一行设置了 {{name}}；将其注释掉，撤销即可恢复',
    userPath: '让每个新开的窗口都先找到 Go',
    undoUserPath: '从 {{name}} 中移除 Go',
  },
  note: {
    link: '这是一个链接：修改的是它指向的文件 {{target}}，链接保持不变。',
    workTree: '该文件位于 Git 工作区（{{dir}}）中：此修改会在那里显示为变更。',
    brokenBefore: '{{shell}} 读取 {{path}} 时本来就报错，可能执行不到文件末尾：{{why}}',
    silent: '修改之前，新开的 {{shell}}（{{mode}}）没有应答，因此修改之后也无法检查。',
    otherShell: 'GoReady 无法配置你的登录 shell {{shell}}。请手动把 {{dir}} 放到其 PATH 最前面。',
    machinePath: '{{path}} 位于系统级 Path 中，优先于你的用户 Path。管理员可以将其移除。',
    pathLong: 'Path 将达到 {{length}} 个字符；一些较旧的程序只读取前 2047 个。',
  },
  leftOut: {
    readOnly: '跳过 {{shell}}：{{path}}：$t(failures.PERMISSION_DENIED.why)。请自行把这一行加入其配置文件：{{line}}',
    unsuitable:
      '跳过 {{shell}}：无法修改 {{path}}：$t(failures.FILE_UNSUITABLE.why)。请自行把这一行加入其配置文件：{{line}}',
    markers:
      '跳过 {{shell}}：{{path}} 中 GoReady 的代码段已损坏：$t(failures.RC_MARKERS_BROKEN.why) 请修复它，或使用这一行：{{line}}',
    edited: '跳过 {{shell}}：{{path}} 中 GoReady 的代码段被人改过。其中应有这一行：{{line}}',
    syntax: '跳过 {{shell}}：修改后它将无法读取 {{path}}：{{why}}。请自行把这一行加入其中：{{line}}',
  },
}
