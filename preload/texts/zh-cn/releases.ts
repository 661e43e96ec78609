import type { releases as en } from '../en/releases'
import type { Translation } from '../translation'

export const releases: Translation<typeof en> = {
  ui: {
    title: 'Go 版本',
    available: '可安装',
    source: '列表来自 {{source}}，{{time}}',
    stale: '没有来源响应：这是 {{date}} 的列表。',
    partial: '此来源只包含部分版本。',
    sources: '来源',
    channel: { label: '渠道', stable: '稳定版', unstable: '预览版', archived: '历史版本' },
    search: '搜索版本',
    searchResults_other: '所有渠道中共 {{count}} 个版本',
    nothing: '没有匹配“{{search}}”的版本',
    nothingNext: '输入版本号的一部分，例如 1.26 或 rc。',
    emptyChannel: '此渠道为空',
    emptyChannelNext: '目前没有此类版本。',
    newest: '最新稳定版',
    installed: '已安装',
    install: '安装',
    installVersion: '安装 {{version}}',
    installUse: '安装并切换',
    installOnly: '仅安装',
    moreInstall: '{{version}} 的其他安装方式',
    notes: '{{version}} 的发布说明',
    list: '可安装的版本',
    switching: '正在切换…',
    removing: '正在移除…',
    stop: '停止 {{version}}',
    unreachable: '失败',
    unasked: '尚未询问',
  },
}
