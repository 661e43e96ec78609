import type { temporary as en } from '../en/temporary'
import type { Translation } from '../translation'

export const temporary: Translation<typeof en> = {
  title: {
    begin: '临时设置 {{name}}={{value}}',
    end: '恢复 {{name}} 原来的值',
  },
  reason: {
    end: '时间已到：恢复 {{name}} 原来的值',
  },
  note: {
    minutes_other: '{{count}} 分钟后自动恢复；如果届时 GoReady 未运行，则在下次启动时恢复',
    quit: '退出 GoReady 时恢复；如果崩溃或电脑重启，则在下次启动时恢复',
    same: '现在已是这个值。如需改变持续时间，请延长',
    off: '没有校验和数据库，Go 会相信代理发来的任何内容。更好的办法：',
  },
  cure: {
    mirror: '使用提供校验和数据库的代理：{{proxy}}',
    database: '同一个数据库的另一个地址：GOSUMDB=sum.golang.google.cn',
    private: '只对私有路径不校验：在 GONOSUMDB 中填写它们的模式',
  },
  ended: {
    'put-back': '{{name}} 已恢复原来的值',
    'left-alone': '{{name}} 已被他人修改，保持现在的值',
    time: '{{value}} 的时间已到。',
    quit: '{{value}} 只保留到 GoReady 退出为止。',
    'owner-gone': '{{value}} 只保留到 GoReady 退出为止，而它意外结束了。',
    rebooted: '设置了 {{value}} 期间电脑重启过。',
    asked: '已按要求结束 {{value}}。',
    changed: '{{value}} 已不在文件中。',
  },
  ui: {
    title: '临时设置',
    about: '在限定时间内更换代理或校验和数据库。时间到后自动恢复，崩溃后也一样。',
    none: '没有临时设置',
    variable: '变量',
    value: '值',
    span: '持续时间',
    spanOf: { '15': '15 分钟', '60': '1 小时', quit: '直到退出 GoReady' },
    begin: '临时设置…',
    left: '剩余 {{time}}',
    untilQuit: '直到退出 GoReady',
    overdue: '正在恢复',
    was: '之后恢复为 {{value}}',
    wasUnset: '之后恢复为未设置',
    endNow: '立即结束',
    extend: '延长',
    extendBy: { '15': '从现在起 15 分钟', '60': '从现在起 1 小时', quit: '直到退出 GoReady' },
    again: { '15': '15 分钟', '60': '1 小时', quit: '直到退出' },
    running: '临时：{{name}}={{value}}',
    cures: '请先试试这些办法：校验仍然有效',
    use: '使用',
    patterns: '私有模块路径',
    patternsHint: '用逗号分隔的模式：corp.example.com/*',
    gotIt: '知道了',
  },
}
