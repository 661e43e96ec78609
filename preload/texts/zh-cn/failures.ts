import type { failures as en } from '../en/failures'
import type { Translation } from '../translation'

export const failures: Translation<typeof en> = {
  CANCELLED: {
    what: '已取消',
    why: '操作在完成前被您停止，没有留下任何半成品。',
    next: '可随时重新开始；下载会从中断处继续。',
  },
  BUSY: {
    what: '另一个 GoReady 正在工作',
    why: '{{holder}} 正占用 {{what}} 的锁。',
    next: '请等它完成或将其关闭，然后重试。',
  },
  INVALID_INPUT: {
    what: '该值无法使用',
    why: '{{what}}：{{why}}',
    next: '请更正后重试。',
  },
  INTERNAL: {
    what: 'GoReady 内部出错',
    why: '{{why}}',
    next: '请重试；若再次出现，请附上“设置”中所列的日志文件进行反馈。',
  },
  NETWORK_DNS: {
    what: '找不到主机 {{host}}',
    why: 'DNS 服务器没有返回它的地址。',
    next: '请检查网络与 DNS；若在防火墙之后，请选择可访问的代理。',
  },
  NETWORK_UNREACHABLE: {
    what: '无法连接 {{host}}',
    why: '{{why}}',
    next: '请检查网络，或改用其他来源或代理。',
  },
  NETWORK_TIMEOUT: {
    what: '{{host}} 没有及时响应',
    why: '{{seconds}} 秒内没有响应。',
    next: '请重试，或改用其他来源或代理。',
  },
  NETWORK_STALLED: {
    what: '来自 {{host}} 的传输停滞',
    why: '{{seconds}} 秒内没有或几乎没有收到数据。',
    next: '请重试：下载会从中断处继续。',
  },
  NETWORK_TLS: {
    what: '无法与 {{host}} 建立可信连接',
    why: '证书被拒绝：{{why}}',
    next: '请检查系统时钟；在公司网络中请索取其根证书并设置 NODE_EXTRA_CA_CERTS。',
  },
  NETWORK_REDIRECT: {
    what: '{{host}} 把请求转到了不可接受的地址',
    why: '{{why}}',
    next: '请改用其他来源或代理。',
  },
  HTTP_STATUS: {
    what: '{{host}} 返回 {{status}}',
    why: '对 {{what}} 的请求被拒绝。',
    next: '请改用其他来源或代理，或稍后重试。',
  },
  HTTP_PROXY_AUTH: {
    what: 'HTTP 代理 {{host}} 要求身份验证',
    why: '它返回了 407（{{scheme}}）。',
    next: '请在 HTTPS_PROXY 中填写用户名和密码，然后重新启动 GoReady。',
  },
  RESPONSE_INVALID: {
    what: '{{host}} 返回的内容不符',
    why: '期望 {{what}}，实际收到：{{got}}',
    next: '若网络有登录页面，请先用浏览器登录；否则请改用其他来源。',
  },
  RESPONSE_TOO_LARGE: {
    what: '{{host}} 返回的数据过大',
    why: '{{what}} 超过了 {{limit}} 字节。',
    next: '请改用其他来源。',
  },
  DOWNLOAD_TRUNCATED: {
    what: '来自 {{host}} 的下载被中断',
    why: '仅收到 {{total}} 字节中的 {{received}} 字节。',
    next: '请重试：下载会从中断处继续。',
  },
  ALL_SOURCES_FAILED: {
    what: '没有来源能提供 {{what}}',
    why: '已尝试 {{count}} 个来源；最有价值的回应：{{why}}',
    next: '请检查网络，在设置中添加镜像，或设置 HTTPS_PROXY。',
  },
  CHECKSUM_MISMATCH: {
    what: '{{what}} 不是真品',
    why: '期望 {{expected}}，实际 {{actual}}。文件已丢弃。',
    next: '请改用其他来源；若多个来源都如此，连接可能被篡改。',
  },
  SUMDB_SIGNATURE: {
    what: '校验和数据库的签名无效',
    why: '{{why}}',
    next: '请停止使用此代理并改用其他代理。',
  },
  SUMDB_PROOF: {
    what: '校验和数据库的应答无法自证',
    why: '{{why}}',
    next: '请停止使用此代理并改用其他代理。',
  },
  SUMDB_FORK: {
    what: '安全警告：校验和数据库出现两份历史',
    why: '{{host}} 的内容与之前所见不连续（{{oldSize}} 与 {{newSize}} 条记录）。',
    next: '请停止安装。两份签名记录保存在 {{path}}，请报告 Go 安全团队。',
  },
  SUMDB_MISSING: {
    what: '校验和数据库中没有 {{what}}',
    why: '对应记录中没有它的条目。',
    next: '请选择已发布的版本。',
  },
  SUMDB_UNAVAILABLE: {
    what: '无法访问校验和数据库',
    why: '{{why}}',
    next: '请选择提供校验和数据库的代理，例如 proxy.golang.org 或 goproxy.cn。',
  },
  UNVERIFIED: {
    what: '无法验证 {{what}}',
    why: '{{why}}',
    next: 'GoReady 不会安装未经验证的内容，请改用其他来源。',
  },
  ARCHIVE_INVALID: {
    what: '{{what}} 已损坏',
    why: '{{why}}',
    next: '请重试；若仍如此，请改用其他来源。',
  },
  ARCHIVE_UNSAFE: {
    what: '{{what}} 含有不应存在的内容',
    why: '{{why}}',
    next: '请勿使用该来源。',
  },
  DISK_FULL: {
    what: '磁盘已满',
    why: '{{path}} 需要 {{needed}} 字节，仅剩 {{free}} 字节。',
    next: '请清理空间后重试；已下载的内容会保留。',
  },
  PERMISSION_DENIED: {
    what: '没有 {{path}} 的权限',
    why: '{{why}}',
    next: '请为自己授予写权限，或在设置中选择其他目录。',
  },
  FILE_CHANGED: {
    what: '{{path}} 在此期间被修改',
    why: 'GoReady 即将写入时，其他程序修改了它。',
    next: '请重新查看预览后再次应用。',
  },
  FILE_UNSUITABLE: {
    what: '无法编辑 {{path}}',
    why: '{{why}}',
    next: '请手动修改：从预览中复制相应的行。',
  },
  STATE_CORRUPT: {
    what: 'GoReady 自身的文件 {{path}} 已损坏',
    why: '{{why}} 原文件已另存为 {{kept}}。',
    next: '无需处理：GoReady 会使用新的文件继续。',
  },
  RELEASE_UNKNOWN: {
    what: '没有 Go 版本 {{version}}',
    why: '所有来源都没有该版本。',
    next: '请用 `goready list --remote` 或“Go 版本”页面查看可用版本。',
  },
  RELEASE_NOT_FOR_PLATFORM: {
    what: '{{version}} 不支持此计算机',
    why: '没有适用于 {{platform}} 的构建。',
    next: '请选择其他版本。',
  },
  SDK_ACTIVE: {
    what: '{{version}} 正在使用中',
    why: '新终端使用的就是它。',
    next: '请先切换到其他版本。',
  },
  SDK_NOT_INSTALLED: {
    what: '{{version}} 尚未安装',
    why: '{{path}} 处没有完整的 SDK。',
    next: '请先安装它。',
  },
  SDK_EXISTS: {
    what: '{{path}} 处已有内容',
    why: '它不是由 GoReady 放置的，也不是完整的 Go SDK。',
    next: '请移走它，或在设置中选择其他 SDK 目录。',
  },
  GO_NOT_FOUND: {
    what: '尚未安装 Go',
    why: '找不到 go 命令。',
    next: '请先安装 Go。',
  },
  GO_FAILED: {
    what: 'go {{what}} 执行失败',
    why: '输出：{{output}}',
    next: '请阅读该信息；“环境”页面列出了常见原因。',
  },
  RC_MARKERS_BROKEN: {
    what: '{{path}} 中的 GoReady 区块已损坏',
    why: '{{why}}',
    next: '请手动修复或删除整个区块，然后重试。',
  },
  RC_BLOCK_EDITED: {
    what: '{{path}} 中的 GoReady 区块被编辑过',
    why: '其中您的内容将会丢失。',
    next: '请将您的内容移到区块之外，然后重试。',
  },
  RC_SYNTAX: {
    what: '{{path}} 修改后将无法工作',
    why: '{{shell}} 提示：{{why}}',
    next: '文件保持原样。请检查末尾是否有未闭合的引号或未完成的行。',
  },
  SHELL_NOT_VERIFIED: {
    what: '新开的 {{shell}} 找不到 GoReady 设置的 Go',
    why: '{{why}}',
    next: '所有更改均已还原。请移除或移动阻碍它的内容，然后重试。',
  },
  HOME_NOT_OWNED: {
    what: '此主目录属于其他用户',
    why: '{{home}} 属于 uid {{owner}}，而 GoReady 以 uid {{user}} 运行。',
    next: '请以主目录所有者的身份运行 GoReady，不要使用 sudo。',
  },
  HOME_NOT_ABSOLUTE: {
    what: 'GoReady 不知道文件该放在哪里',
    why: '{{name}} 的值是“{{value}}”，不是完整路径。',
    next: '请将 {{name}} 设为您的某个目录的完整路径（例如 /home/you），然后重新启动 GoReady。',
  },
  GOENV_OFF: {
    what: 'go env 文件已被禁用',
    why: '环境中设置了 GOENV=off，Go 不会读取设置文件。',
    next: '请从环境中移除 GOENV=off，然后重试。',
  },
  GOENV_OVERRIDDEN: {
    what: '{{name}} 已写入，但被其他设置覆盖',
    why: '环境变量设置了 {{name}}={{value}}。',
    next: '请删除该行（{{where}}），然后打开新终端。',
  },
  GOENV_VARIABLE_UNKNOWN: {
    what: 'Go 不认识 {{name}}',
    why: '当前 go 命令（{{version}}）没有该变量。',
    next: '请检查拼写，或切换到更新的 Go。',
  },
  GOENV_NOT_WRITTEN: {
    what: 'go env 文件内容与写入的不一致',
    why: '{{why}} 已恢复旧内容。',
    next: '请关闭其他会修改 Go 设置的程序后重试。',
  },
  PLAN_UNKNOWN: {
    what: '此预览已失效',
    why: 'GoReady 已重新启动或预览已关闭。',
    next: '请重新生成预览。',
  },
  PLAN_STALE: {
    what: '预览之后计算机状态已变化',
    why: '{{path}} 已与之前不同。',
    next: '请查看新的预览并应用。',
  },
  UNDO_CONFLICT: {
    what: '{{path}} 此后被修改过',
    why: '撤销会丢失他人的修改。',
    next: '请对比两个版本后决定；旧内容保存在历史记录中。',
  },
  MODULE_PATH_INVALID: {
    what: '模块路径无效',
    why: '{{path}}：$t(modules.fault.{{fault}})',
    next: '请使用类似 example.com/hello 的路径：字母、数字、点、短横线和斜杠。',
  },
  DIRECTORY_NOT_EMPTY: {
    what: '{{path}} 不是空目录',
    why: 'GoReady 只在空目录或新目录中创建模块。',
    next: '请选择其他目录。',
  },
}
