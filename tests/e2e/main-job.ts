import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startLogServer } from '../helpers/log-server'
import { goTree, toolchainTestModule } from '../helpers/toolchain'
import { treeOf } from '../helpers/tree'
import { plainPath } from './launch'

const execute = promisify(execFile)

/** Where Go comes from in a run of the main job. */
export interface Origin {
  /** What a fresh shell's `go version` says. */
  readonly version: string
  readonly prepare: (home: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** What the go command and the shells keep for themselves, and GoReady's own folders: not what GoReady changes. */
const ofOthers = [
  '.cache',
  'go',
  '.local/share/goready',
  '.local/state/goready',
  '.config/goready',
  '.config/go/telemetry',
]

/** Every byte of a home that GoReady answers for. */
export function homeTree(home: string): Promise<string> {
  return treeOf(home, ofOthers)
}

export async function hasProgram(name: string): Promise<boolean> {
  return execute('sh', ['-c', `command -v ${name}`], { env: { PATH: plainPath } }).then(
    () => true,
    () => false,
  )
}

/** A home as people have it, with the rc files of three shells. The shells have run before, so they add nothing of their own. */
export async function furnish(home: string): Promise<void> {
  for (const dir of ['.local/share', '.local/state', '.config/fish', '.config/go', '.cache']) {
    await mkdir(join(home, dir), { recursive: true })
  }
  await writeFile(join(home, '.bashrc'), '# my bash\nexport EDITOR=vi\n')
  await writeFile(join(home, '.profile'), '[ -n "$BASH_VERSION" ] && [ -f ~/.bashrc ] && . ~/.bashrc\n')
  await writeFile(join(home, '.zshrc'), 'setopt no_beep') // no newline at the end
  await writeFile(join(home, '.config/fish/config.fish'), 'set -g fish_greeting\n')
  if (await hasProgram('fish')) await execute('fish', ['-lc', 'true'], { env: { HOME: home, PATH: plainPath } })
}

/** The newest stable Go from the public proxy; null when it does not answer. */
export async function publicOrigin(): Promise<Origin | null> {
  try {
    const answer = await fetch('https://proxy.golang.org/golang.org/toolchain/@v/list', {
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) return null
    const versions = [...(await answer.text()).matchAll(/go(1\.\d+\.\d+)\.linux-amd64/g)].map((found) => found[1] ?? '')
    const newest = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
    if (!newest) return null
    return { version: `go${newest}`, prepare: async () => undefined, close: async () => undefined }
  } catch {
    return null // no network: the caller prints the skip
  }
}

/**
 * A proxy and a checksum database on loopback, with a key of their own. The toolchain that they serve hands over to the go of
 * this machine, so that what is installed works; null when there is none.
 */
export async function loopbackOrigin(): Promise<Origin | null> {
  const go = await execute('sh', ['-c', 'command -v go']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
  if (go === null) return null
  const { stdout } = await execute(go, ['env', 'GOVERSION', 'GOROOT'], {
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  })
  const [version = '', goroot = ''] = stdout.trim().split('\n')
  const tree = { ...goTree(version), 'bin/go': `#!/bin/sh\nexec '${join(goroot, 'bin/go')}' "$@"\n` }
  const server = await startLogServer({ modules: [toolchainTestModule(version, tree)] })
  return {
    version,
    close: server.close,
    prepare: async (home) => {
      await writeFile(
        join(home, '.config/go/env'),
        `# mine\nGOPROXY=${server.proxyUrl}\nGOSUMDB=${server.sumdb.gosumdb}\n`,
      )
      await mkdir(join(home, '.config/goready'), { recursive: true })
      await writeFile(join(home, '.config/goready/config.json'), '{"onlyOwnProxies":true}')
    },
  }
}

/** What a fresh login shell of the user says; its own telemetry goes elsewhere. */
export async function inFreshShell(shell: 'bash' | 'zsh' | 'fish', home: string, command: string): Promise<string> {
  const env = { HOME: home, PATH: plainPath, TERM: 'dumb', TEST_TELEMETRY_DIR: join(home, '.cache/telemetry-of-tests') }
  const { stdout } = await execute(shell, ['-lc', command], { env })
  return stdout.trim()
}
