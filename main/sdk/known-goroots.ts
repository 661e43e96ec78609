import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { hasErrno, type World } from '../kit'

/** A folder whose children that match may be GOROOTs, or hold one at `below`. */
interface Family {
  readonly dir: string
  readonly match: RegExp
  readonly below?: string
}

const any = /^[^.]/

/**
 * Folders that may be GOROOTs, by the customs of installers, package managers and version managers. Only those whose
 * parents could be listed are named; whether a Go is there is for the caller to see.
 */
export async function knownGoroots(
  { env, home }: Pick<World, 'env' | 'home'>,
  { sdkRoot, systemRoot }: { readonly sdkRoot: string; readonly systemRoot: string },
): Promise<string[]> {
  const system = (path: string): string => join(systemRoot, path)
  const brews = [env.HOMEBREW_PREFIX, system('opt/homebrew'), system('usr/local'), system('home/linuxbrew/.linuxbrew')]
  const moduleCache = env.GOMODCACHE || join(env.GOPATH?.split(delimiter)[0] || join(home, 'go'), 'pkg', 'mod')
  const mise = env.MISE_DATA_DIR || join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'mise')
  const programs = [env.ProgramFiles, env['ProgramFiles(x86)'], env.ProgramW6432].filter((dir) => dir !== undefined)
  const alone = [
    env.GOROOT,
    ...[
      'usr/local/go',
      'usr/lib/go',
      'usr/lib/golang',
      'usr/lib64/golang',
      'snap/go/current',
      'opt/go',
      'opt/local/lib/go',
    ].map(system),
    ...[home, join(home, '.local'), join(home, '.local', 'share')].map((dir) => join(dir, 'go')),
    ...programs.map((dir) => join(dir, 'Go')),
    ...(env.SystemDrive ? [join(`${env.SystemDrive}\\`, 'Go'), join(`${env.SystemDrive}\\`, 'tools', 'go')] : []),
  ]
  const families: Family[] = [
    { dir: sdkRoot, match: /^go/ },
    { dir: join(home, 'sdk'), match: /^go/ },
    { dir: system('usr/lib'), match: /^go-\d/ },
    ...brews.flatMap((prefix) =>
      prefix ? [{ dir: join(prefix, 'opt'), match: /^go(@[\d.]+)?$/, below: 'libexec' }] : [],
    ),
    { dir: join(env.GVM_ROOT || join(home, '.gvm'), 'gos'), match: any },
    { dir: join(env.GOENV_ROOT || join(home, '.goenv'), 'versions'), match: any },
    { dir: join(mise, 'installs', 'go'), match: /^\d+\.\d+\.\d+|^\d+\.\d+(rc|beta)/ },
    { dir: join(env.ASDF_DATA_DIR || join(home, '.asdf'), 'installs', 'golang'), match: any, below: 'go' },
    { dir: join(env.G_HOME || join(home, '.g'), 'versions'), match: any },
    { dir: join(moduleCache, 'golang.org'), match: /^toolchain@v0\.0\.1-/ },
    { dir: join(home, 'scoop', 'apps', 'go'), match: any },
  ]
  const children = await Promise.all(families.map(childrenOf))
  return [...new Set([...alone.filter((path) => path !== undefined && path !== ''), ...children.flat()])] as string[]
}

async function childrenOf({ dir, match, below }: Family): Promise<string[]> {
  try {
    const names = (await readdir(dir)).filter((name) => match.test(name)).sort()
    return names.map((name) => join(dir, name, below ?? ''))
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return []
    throw error
  }
}
