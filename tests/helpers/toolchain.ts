import { hash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { distModeOf, modulePrefix, toolchainModule } from '../../main/golang'
import { type Platform, platformOf } from '../../main/kit'
import type { TestModule } from './log-server'

export const hostPlatform: Platform = platformOf(process.platform, process.arch)

/** A tree like that of an official Go archive, but small: content by path below GOROOT. */
export function goTree(version: string, platform = hostPlatform): Record<string, string> {
  const tools = `pkg/tool/${platform.os}_${platform.arch}`
  const script = `#!/bin/sh\n[ "$1" = version ] && echo "go version ${version} ${platform.os}/${platform.arch}"\n`
  const many = Array.from({ length: 40 }, (_, i) => [
    `src/internal/many/file${i}.go`,
    `package many // ${version} ${'x'.repeat(i * 37)}\n`,
  ])
  return {
    VERSION: `${version}\ntime 2026-08-28T16:20:06Z\n`,
    LICENSE: 'Copyright the Go Authors\n',
    'go.env': 'GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n',
    'bin/go': script,
    'bin/gofmt': '#!/bin/sh\ncat\n',
    'lib/time/update.bash': '#!/bin/sh\n',
    'lib/wasm/go_js_wasm_exec': '#!/bin/sh\n',
    'misc/wasm/wasm_exec.js': '// only in archives\n',
    'api/go1.txt': 'pkg a\n',
    'doc/go_spec.html': '<html>\n',
    'test/a.go': 'package main\n',
    [`${tools}/compile`]: '#!/bin/sh\n',
    [`${tools}/link`]: '#!/bin/sh\n',
    'pkg/include/asm.h': '/* */\n',
    'src/go.mod': 'module std\n',
    'src/cmd/go.mod': 'module cmd\n',
    'src/runtime/runtime.go': `package runtime // ${version}\n`,
    'src/fmt/print.go': 'package fmt\n',
    'src/make.bash': '#!/bin/sh\n',
    ...Object.fromEntries(many),
  }
}

/** The tree as the toolchain module: without api, doc, misc and test, go.mod renamed. */
export function toolchainTestModule(version: string, tree = goTree(version), platform = hostPlatform): TestModule {
  const kept = Object.entries(tree).filter(([path]) => !/^(api|doc|misc|test)\//.test(path))
  const files = Object.fromEntries(
    kept.map(([path, content]) => [path.replace(/(^|\/)go\.mod$/, '$1_go.mod'), content]),
  )
  return { ...toolchainModule(version, platform), mod: 'module golang.org/toolchain\n', files }
}

/** The `h1:` hash of the tree as a toolchain module, computed the plain way. */
export function toolchainH1(version: string, tree = goTree(version), platform = hostPlatform): string {
  const prefix = modulePrefix(toolchainModule(version, platform))
  const lines = Object.entries(toolchainTestModule(version, tree, platform).files ?? {})
    .map(([path, content]) => [`${prefix}${path}`, hash('sha256', content, 'hex')] as const)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, sum]) => `${sum}  ${name}\n`)
  return `h1:${hash('sha256', lines.join(''), 'base64')}`
}

/** The tree as an official archive: a tar.gz whose names begin with `go/`. */
export function goArchive(tree: Readonly<Record<string, string>>): Buffer {
  const blocks: Buffer[] = []
  for (const [path, content] of Object.entries(tree)) {
    const data = Buffer.from(content)
    blocks.push(tarHeader(`go/${path}`, data.length, distModeOf(path)), data)
    blocks.push(Buffer.alloc((512 - (data.length % 512)) % 512))
  }
  // stored: trees whose files are of equal sizes make archives of equal size
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 0 })
}

function tarHeader(name: string, size: number, mode: number): Buffer {
  const header = Buffer.alloc(512)
  const octal = (value: number, at: number, length: number): void => {
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  }
  header.write(name, 0, 'utf8')
  octal(mode, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  header.write('        0', 148, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

/** An answer of go.dev's index that names an archive for each version. */
export function goIndex(archives: Readonly<Record<string, Buffer>>, platform = hostPlatform): Buffer {
  const arch = platform.arch === 'arm' ? 'armv6l' : platform.arch
  const releases = Object.entries(archives).map(([version, archive]) => ({
    version,
    stable: !/rc|beta/.test(version),
    files: [
      {
        filename: archiveName(version, platform),
        os: platform.os,
        arch,
        version,
        sha256: hash('sha256', archive, 'hex'),
        size: archive.length,
        kind: 'archive',
      },
    ],
  }))
  return Buffer.from(JSON.stringify(releases))
}

export function archiveName(version: string, platform = hostPlatform): string {
  const arch = platform.arch === 'arm' ? 'armv6l' : platform.arch
  return `${version}.${platform.os}-${arch}.tar.gz`
}
