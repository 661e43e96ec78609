import type {
  Catalogue,
  EnvRow,
  FailureShape,
  FoundGo,
  InstalledSdk,
  Landing,
  ProbeRow,
  ProxyPreset,
  Release,
  ShellInfo,
  SumdbPreset,
} from '../../preload/contract'
import type { Text } from '../../preload/contract/text'
import type { TextKey } from '../../preload/texts'

/** A sentence that stands for a text of the core; i18next shows a key that it does not know as it is. */
export const sentence = (words: string): Text => ({ key: words as TextKey, params: {} })

export const home = '/home/gopher'
export const sdkRoot = `${home}/sdk`
export const currentLink = `${home}/.local/share/goready/current`
export const goenvFile = `${home}/.config/go/env`

/** Releases as the index lists them: many, of every channel, newest first. */
export function releases(): Release[] {
  const all: Release[] = [release('go1.28rc1', 'unstable', '2026-12-09'), release('go1.28beta1', 'unstable', null)]
  const months = ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '01']
  for (let minor = 27; minor >= 2; minor--) {
    const patches = minor === 27 ? 4 : minor === 26 ? 10 : minor > 17 ? 13 - (minor % 4) : 5
    for (let patch = patches; patch >= 0; patch--) {
      const name = patch === 0 && minor < 21 ? `go1.${minor}` : `go1.${minor}.${patch}`
      const year = 2013 + Math.floor(minor / 2) + (patch > 9 ? 1 : 0)
      const date = minor >= 5 ? `${year}-${months[patch % 12]}-0${1 + ((minor + patch) % 9)}` : null
      all.push(release(name, minor >= 26 ? 'stable' : 'archived', date))
    }
  }
  return all
}

function release(version: string, channel: Release['channel'], date: string | null): Release {
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0)
  return {
    version,
    channel,
    date,
    notesUrl: `https://go.dev/doc/go1.${minor}`,
    bytes: minor >= 5 ? 48_000_000 + minor * 1_031_337 : null,
    kinds: minor >= 21 ? ['archive', 'module'] : ['archive'],
    installed: false,
    active: false,
  }
}

const blocked: FailureShape = {
  code: 'NETWORK_DNS',
  message: 'getaddrinfo ENOTFOUND go.dev',
  details: { host: 'go.dev' },
}

export const sources: Catalogue['sources'] = [
  source('proxy:proxy.golang.org', 'module', 'https://proxy.golang.org', 'proxy.golang.org', 1, 42, null),
  source('archive:go.dev', 'archive', 'https://go.dev/dl/', 'go.dev', 2, null, blocked),
  source('archive:golang.google.cn', 'archive', 'https://golang.google.cn/dl/', 'golang.google.cn', 3, 310, null),
  source('proxy:goproxy.cn', 'module', 'https://goproxy.cn', 'goproxy.cn', 4, 96, null),
]

function source(
  id: string,
  kind: 'archive' | 'module',
  url: string,
  label: string,
  rank: number,
  latency: number | null,
  failure: FailureShape | null,
): Catalogue['sources'][number] {
  return { id, kind, url, label, rank, latency, failure }
}

export const presets: ProxyPreset[] = [
  preset('golang', 'proxy.golang.org', 'https://proxy.golang.org', 'https://proxy.golang.org,direct'),
  preset('goproxy-cn', 'goproxy.cn', 'https://goproxy.cn', 'https://goproxy.cn,direct'),
  preset(
    'goproxy-io',
    'goproxy.io',
    'https://goproxy.io',
    'https://goproxy.io,direct',
    'Wrong checksums were reported of it.',
  ),
  preset(
    'aliyun',
    '阿里云 Alibaba Cloud',
    'https://mirrors.aliyun.com/goproxy/',
    'https://mirrors.aliyun.com/goproxy/,direct',
  ),
  preset(
    'tencent',
    '腾讯云 Tencent Cloud',
    'https://mirrors.cloud.tencent.com/go/',
    'https://mirrors.cloud.tencent.com/go/,direct',
  ),
  preset(
    'huawei',
    '华为云 Huawei Cloud',
    'https://mirrors.huaweicloud.com/repository/goproxy/',
    'https://mirrors.huaweicloud.com/repository/goproxy/,direct',
    'Does not serve the checksum database.',
  ),
  preset('direct', 'direct', null, 'direct', 'Go asks the repositories themselves. Slow, and needs git.'),
  preset('off', 'off', null, 'off', 'Only what is in the module cache already.'),
]

function preset(id: string, label: string, url: string | null, goproxy: string, note?: string): ProxyPreset {
  return { id, label, url, goproxy, note: note === undefined ? null : sentence(note), custom: false }
}

export const sumdbs: SumdbPreset[] = [
  { id: 'golang', label: 'sum.golang.org', gosumdb: 'sum.golang.org', note: null },
  {
    id: 'google-cn',
    label: 'sum.golang.google.cn',
    gosumdb: 'sum.golang.google.cn',
    note: sentence('The same database and key at another address.'),
  },
  {
    id: 'off',
    label: 'off',
    gosumdb: 'off',
    note: sentence('Go then believes whatever a proxy sends. Not recommended.'),
  },
]

/** What probing each preset comes to. */
export const probes: Record<string, Omit<ProbeRow, 'id' | 'phase'>> = {
  golang: { verdict: 'good', latency: 41.6, throughput: 8_412_000, sumdb: 'served', failure: null },
  'goproxy-cn': { verdict: 'good', latency: 96.2, throughput: 5_130_000, sumdb: 'served', failure: null },
  'goproxy-io': { verdict: 'usable', latency: 388, throughput: 912_000, sumdb: 'served', failure: null },
  aliyun: { verdict: 'usable', latency: 212, throughput: 2_207_000, sumdb: 'served', failure: null },
  tencent: {
    verdict: 'failed',
    latency: null,
    throughput: null,
    sumdb: 'unknown',
    failure: {
      code: 'NETWORK_TIMEOUT',
      message: 'no answer within 8 s',
      details: { host: 'mirrors.cloud.tencent.com', seconds: 8 },
    },
  },
  huawei: { verdict: 'usable', latency: 274, throughput: 1_804_000, sumdb: 'not-served', failure: null },
}

export const aptGo: FoundGo = {
  goroot: '/usr/lib/go-1.22',
  binary: '/usr/bin/go',
  version: 'go1.22.2',
  owner: 'apt',
  onPath: true,
  winsInNewShell: true,
  notes: [],
}

export const tarballGo: FoundGo = {
  goroot: '/usr/local/go',
  binary: '/usr/local/go/bin/go',
  version: 'go1.19.4',
  owner: 'tarball',
  onPath: true,
  winsInNewShell: false,
  notes: [sentence('Two versions were mixed here by unpacking one over the other.')],
}

export const gvmGo: FoundGo = {
  goroot: `${home}/.gvm/gos/go1.20.14`,
  binary: `${home}/.gvm/gos/go1.20.14/bin/go`,
  version: 'go1.20.14',
  owner: 'gvm',
  onPath: false,
  winsInNewShell: false,
  notes: [],
}

export function installed(version: string, more: Partial<InstalledSdk> = {}): InstalledSdk {
  return {
    version,
    goroot: `${sdkRoot}/${version}`,
    active: false,
    origin: 'goready',
    proof: 'log-verified',
    source: 'proxy.golang.org',
    installedAt: '2026-11-02T09:41:00.000Z',
    notes: [],
    ...more,
  }
}

export const shells: ShellInfo[] = [
  {
    name: 'bash',
    binary: '/bin/bash',
    isLoginShell: true,
    files: [
      { path: `${home}/.bashrc`, exists: true, hasBlock: false },
      { path: `${home}/.profile`, exists: true, hasBlock: false },
    ],
    selected: true,
  },
  {
    name: 'zsh',
    binary: '/usr/bin/zsh',
    isLoginShell: false,
    files: [
      { path: `${home}/.zprofile`, exists: false, hasBlock: false },
      { path: `${home}/.zshrc`, exists: true, hasBlock: false },
    ],
    selected: true,
  },
  {
    name: 'fish',
    binary: '/usr/bin/fish',
    isLoginShell: false,
    files: [{ path: `${home}/.config/fish/conf.d/goready.fish`, exists: false, hasBlock: false }],
    selected: false,
  },
]

export const landings = (goproxy: string, isBlocked: boolean): Landing[] => [
  {
    place: 'goenv-file',
    label: sentence('The go env file'),
    value: goproxy,
    verdict: 'landed',
    blocker: null,
    next: null,
    fix: null,
  },
  {
    place: 'login-shell',
    label: sentence('A fresh login shell (bash)'),
    value: isBlocked ? 'https://goproxy.io,direct' : goproxy,
    verdict: isBlocked ? 'differs' : 'landed',
    blocker: isBlocked ? { path: `${home}/.bashrc`, line: 118 } : null,
    next: isBlocked ? sentence('Remove that line, or let GoReady comment it out.') : null,
    fix: isBlocked ? { kind: 'rc-line', path: `${home}/.bashrc`, line: 118, name: 'GOPROXY' } : null,
  },
  {
    place: 'interactive-shell',
    label: sentence('A fresh interactive shell (bash)'),
    value: goproxy,
    verdict: 'landed',
    blocker: null,
    next: null,
    fix: null,
  },
  {
    place: 'vscode',
    label: sentence('Visual Studio Code'),
    value: null,
    verdict: 'not-present',
    blocker: null,
    next: null,
    fix: null,
  },
  {
    place: 'process',
    label: sentence('Programs that run already'),
    value: null,
    verdict: 'not-verified',
    blocker: null,
    next: sentence('Open a new terminal; reload the window of your editor.'),
    fix: null,
  },
]

const usual = ['GOROOT', 'GOPATH', 'GOTOOLCHAIN', 'GOPRIVATE', 'GOFLAGS', 'GOBIN'] as const
const others: Record<string, string> = {
  AR: 'ar',
  CC: 'gcc',
  CGO_CFLAGS: '-O2 -g',
  CGO_ENABLED: '1',
  CXX: 'g++',
  GCCGO: 'gccgo',
  GO111MODULE: '',
  GOAMD64: 'v1',
  GOARCH: 'amd64',
  GOAUTH: 'netrc',
  GOCACHE: `${home}/.cache/go-build`,
  GODEBUG: '',
  GOENV: goenvFile,
  GOEXE: '',
  GOEXPERIMENT: '',
  GOFIPS140: 'off',
  GOGCCFLAGS:
    '-fPIC -m64 -pthread -Wl,--no-gc-sections -fmessage-length=0 -ffile-prefix-map=/tmp/go-build2519=/tmp/go-build -gno-record-gcc-switches',
  GOHOSTARCH: 'amd64',
  GOHOSTOS: 'linux',
  GOINSECURE: '',
  GOMOD: '/dev/null',
  GOMODCACHE: `${home}/go/pkg/mod`,
  GONOPROXY: '',
  GONOSUMDB: '',
  GOOS: 'linux',
  GOTELEMETRY: 'local',
  GOTMPDIR: '',
  GOTOOLDIR: `${currentLink}/pkg/tool/linux_amd64`,
  GOVCS: '',
  GOVERSION: 'go1.27.4',
  GOWORK: '',
  PKG_CONFIG: 'pkg-config',
}
const computed = new Set(['GOENV', 'GOEXE', 'GOGCCFLAGS', 'GOHOSTARCH', 'GOHOSTOS', 'GOMOD', 'GOTOOLDIR', 'GOVERSION'])

/** The whole table for the given go env file; `isBlocked` lets an rc file override GOPROXY. */
export function envRows(file: ReadonlyMap<string, string>, isBlocked: boolean): EnvRow[] {
  const defaults: Record<string, string> = {
    ...others,
    GO111MODULE: '',
    GOPROXY: 'https://proxy.golang.org,direct',
    GOSUMDB: 'sum.golang.org',
    GOROOT: currentLink,
    GOPATH: `${home}/go`,
    GOTOOLCHAIN: 'auto',
    GOPRIVATE: '',
    GOFLAGS: '',
    GOBIN: '',
  }
  const seed = ['GO111MODULE', 'GOPROXY', 'GOSUMDB']
  const names = [...seed, ...usual, ...Object.keys(others).filter((name) => !seed.includes(name))]
  const lines = [...file.keys()]
  return names.map((name) => {
    const written = file.get(name)
    const row: EnvRow = {
      name,
      group: seed.includes(name) ? 'seed' : usual.some((one) => one === name) ? 'usual' : 'other',
      value: written ?? defaults[name] ?? '',
      origin:
        written === undefined
          ? name === 'GOPROXY' || name === 'GOSUMDB' || name === 'GOTOOLCHAIN'
            ? { kind: 'goroot', path: `${currentLink}/go.env`, line: 8 }
            : { kind: 'default' }
          : { kind: 'goenv', path: goenvFile, line: lines.indexOf(name) + 1 },
      recommended: null,
      verdict: 'ok',
      reason: null,
      fix: null,
      blockedBy: null,
      writable: !computed.has(name),
    }
    return judged(row, isBlocked)
  })
}

function judged(row: EnvRow, isBlocked: boolean): EnvRow {
  if (row.name === 'GO111MODULE' && row.value === '')
    return { ...row, reason: sentence('Not set means the same as on.'), recommended: 'on' }
  if (row.name === 'GOPROXY' && isBlocked)
    return {
      ...row,
      value: 'https://goproxy.io,direct',
      origin: { kind: 'process', path: `${home}/.bashrc`, line: 118 },
      blockedBy: { kind: 'process', path: `${home}/.bashrc`, line: 118 },
      recommended: 'https://proxy.golang.org,direct',
      verdict: 'problem',
      reason: sentence(
        'The environment sets GOPROXY, so what the go env file says does not count. Terminals opened before keep the old value.',
      ),
      fix: { kind: 'disable-rc-line', path: `${home}/.bashrc`, line: 118, name: 'GOPROXY' },
    }
  if (row.name === 'GOFLAGS' && row.value.includes('-mod=mod'))
    return {
      ...row,
      verdict: 'warning',
      recommended: '',
      reason: sentence('-mod=mod lets every build rewrite go.mod and go.sum.'),
      fix: { kind: 'set-env', values: { GOFLAGS: null } },
    }
  if (row.name === 'GOBIN' && row.value === '')
    return { ...row, verdict: 'note', reason: sentence('go install then writes to GOPATH/bin.') }
  return row
}
