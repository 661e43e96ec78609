import { commandWith, plainWord } from './facts'
import { fix, type Reading, type Rule } from './rule'
import { variable } from './rules-network'

const newest = () => fix('newestGo', ['goready install'], { kind: 'newest-go' })
const toPath = () => fix('toPath', ['goready setup'], { kind: 'path' })

function tooOld(version: string, running: string): Reading {
  const release = `go${version}`
  return {
    subject: version,
    params: { version, running },
    fixes: [
      fix(
        'installGo',
        [commandWith('goready install', release)],
        { kind: 'install', version: release },
        { version: release },
      ),
      fix('unset', ['go env -u GOTOOLCHAIN'], { kind: 'unset', name: 'GOTOOLCHAIN' }, { name: 'GOTOOLCHAIN' }),
    ],
    looks: [
      { kind: 'release', version: release },
      { kind: 'variable', name: 'GOTOOLCHAIN' },
    ],
  }
}

/** Go itself, its settings and the machine. */
export const goRules: readonly Rule[] = [
  {
    id: 'toolchain-unavailable',
    match: /(?:download )?(go1\.[\w.]+).*toolchain not available|cannot find "(go1\.[\w.]+)" in PATH/,
    read: ({ found }) => {
      const version = found[1] ?? found[2] ?? '?'
      return {
        subject: version,
        params: { version },
        fixes: [
          fix('installGo', [commandWith('goready install', version)], { kind: 'install', version }, { version }),
          fix('lowerGoLine', ['go mod edit -go=1.24 -toolchain=none']),
        ],
        looks: [
          { kind: 'release', version },
          { kind: 'variable', name: 'GOTOOLCHAIN' },
        ],
      }
    },
  },
  {
    id: 'go-too-old',
    match: /requires go >= ([\w.]+) \(running go ([\w.]+)|module requires Go ([\w.]+)|invalid go version '([\w.]+)'/,
    read: ({ found }) => tooOld(found[1] ?? found[3] ?? found[4] ?? '?', found[2] ?? '?'),
  },
  {
    id: 'go-too-old',
    match: /errors parsing go\.mod/,
    near: /invalid go version '[\d.]+'/,
    takes: /invalid go version/,
    read: ({ window }) => tooOld(/invalid go version '([\d.]+)'/.exec(window)?.[1] ?? '?', '?'),
  },
  {
    id: 'go-mod-syntax',
    match: /go\.mod:\d+: (?:unknown directive|usage:|invalid|syntax)|errors parsing go\.mod/,
    takes: /^\S*go\.mod:\d+:/,
    read: () => ({ fixes: [fix('correctLine'), newest()] }),
  },
  {
    id: 'editor-no-go',
    match:
      /Failed to find the "go" binary|Cannot find "?go"? binary|The "gopls" command is not available|tools? failed to install/,
    read: () => ({ fixes: [fix('reloadEditor'), toPath()], looks: [{ kind: 'go' }] }),
  },
  {
    id: 'go-not-found',
    match:
      /\bgo: (?:command )?not found|command not found: go\b|Unknown command:? '?go\b|'go' is not recognized|The term 'go' is not recognized|exec: "go": executable file not found/,
    read: () => ({ fixes: [toPath(), newest(), fix('newTerminal', ['command -v go'])], looks: [{ kind: 'go' }] }),
  },
  {
    id: 'goroot-missing',
    match: /cannot find GOROOT directory|GOROOT (?:directory|path) .*(?:not found|does not exist)/,
    read: () => variable('GOROOT', [newest()]),
  },
  {
    id: 'sdk-mixed',
    match: /does not match go tool version|redeclared in this block.*\/src\/|version mismatch.*go tool/,
    takes: /^(?:# \S+$|.*does not match go tool version)/,
    read: () => ({
      fixes: [
        fix('unset', ['go env -u GOROOT', 'unset GOROOT'], { kind: 'unset', name: 'GOROOT' }, { name: 'GOROOT' }),
        fix('freshSdk', ['goready verify', 'goready install'], { kind: 'newest-go' }),
      ],
      looks: [{ kind: 'variable', name: 'GOROOT' }, { kind: 'go' }],
    }),
  },
  { id: 'goflags-invalid', match: /parsing \$GOFLAGS|\$GOFLAGS: /, read: () => variable('GOFLAGS') },
  { id: 'platform-unknown', match: /unsupported GOOS\/GOARCH pair/, read: () => variable('GOOS') },
  {
    id: 'env-overridden',
    match: /go env -w (\w+)=.* does not override conflicting OS environment variable/,
    read: ({ found }) => variable(found[1] ?? 'GOPROXY'),
  },
  {
    id: 'home-unset',
    match:
      /neither \$XDG_CACHE_HOME nor \$HOME are defined|\$HOME is not defined|module cache not found|%LocalAppData% is not defined/i,
    read: () => ({ fixes: [fix('setHome', ['export HOME=/root', 'export GOCACHE=/tmp/go-build GOPATH=/tmp/go'])] }),
  },
  {
    id: 'disk-full',
    match: /no space left on device|not enough space on the disk|[Dd]isk quota exceeded/,
    read: () => ({
      fixes: [fix('freeSpace', ['df -h', 'go clean -cache', 'go clean -modcache'])],
      looks: [{ kind: 'space' }],
    }),
  },
  {
    id: 'cache-denied',
    match:
      /(?:could not create module cache|build cache|\/pkg\/mod\b|go-build|mod\/cache).*(?:permission denied|Access is denied|read-only file system|no such file)/,
    read: ({ line }) => {
      const path = /(?:mkdir|open|lock|unlinkat|rename|stat|create) "?([^\s":]+)/.exec(line)?.[1] ?? ''
      const root = plainWord(/^.*?\/pkg\/mod\b|^.*?go-build\b/.exec(path)?.[0] ?? path)
      return {
        subject: root ?? '',
        params: { path: path || '?' },
        fixes: [
          fix('ownCache', [root === null ? null : `sudo chown -R "$(id -u):$(id -g)" ${root}`]),
          fix('unset', ['go env -u GOMODCACHE'], { kind: 'unset', name: 'GOMODCACHE' }, { name: 'GOMODCACHE' }),
        ],
        looks: [...(path === '' ? [] : [{ kind: 'owner', path } as const]), { kind: 'variable', name: 'GOMODCACHE' }],
      }
    },
  },
  { id: 'file-limit', match: /too many open files/, read: () => ({ fixes: [fix('fileLimit', ['ulimit -n 4096'])] }) },
  {
    id: 'c-compiler-missing',
    match: /C compiler "([^"]+)" not found|exec: "(gcc|clang|cc)": executable file not found/,
    read: ({ found }) => {
      const name = found[1] ?? found[2] ?? 'gcc'
      return {
        params: { name },
        fixes: [fix('cCompiler'), fix('noCgo', ['CGO_ENABLED=0 go build ./...'])],
        looks: [{ kind: 'program', name }],
      }
    },
  },
  {
    id: 'vcs-status',
    match: /error obtaining VCS status|detected dubious ownership/,
    read: () => ({
      fixes: [
        fix('safeDirectory', ['git config --global --add safe.directory "$PWD"']),
        fix('noVcs', ['go build -buildvcs=false']),
      ],
    }),
  },
  {
    id: 'wrong-architecture',
    match: /[Ee]xec format error|cannot execute binary file|Bad CPU type/,
    read: () => ({ fixes: [newest()], looks: [{ kind: 'go' }] }),
  },
  {
    id: 'archive-truncated',
    match:
      /gzip: stdin: (?:unexpected end of file|not in gzip format)|tar: Unexpected EOF in archive|End-of-central-directory signature not found/,
    read: () => ({ fixes: [newest()] }),
  },
]
