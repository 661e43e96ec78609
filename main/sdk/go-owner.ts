import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { GoOwner } from '../../preload/contract/sdk'
import { type Environment, exists, hasErrno, readIfExists } from '../kit'

/** What decides who a GOROOT belongs to. */
export interface OwnerContext {
  readonly home: string
  readonly env: Environment
  readonly sdkRoot: string
  /** GOROOTs that GoReady placed, links resolved. */
  readonly ours: ReadonlySet<string>
  /** The root of the file system; `/` but in tests. */
  readonly systemRoot: string
}

/** Who put a Go there, by its path (links resolved) and, for system folders, by the package manager's own records. */
export async function ownerOf(goroot: string, context: OwnerContext): Promise<GoOwner> {
  if (context.ours.has(goroot)) return 'goready'
  const path = goroot.replaceAll('\\', '/')
  const known = ownerByPath(path, context)
  if (known) return known
  return isInSystemFolder(path, context.systemRoot) ? packageOwner(goroot, context.systemRoot) : 'unknown'
}

function ownerByPath(path: string, { home, env, sdkRoot, systemRoot }: OwnerContext): GoOwner | null {
  const under = (dir: string | undefined): boolean => Boolean(dir) && path.startsWith(`${slashes(dir ?? '')}/`)
  const rules: readonly [GoOwner, boolean][] = [
    ['toolchain-cache', /\/golang\.org\/toolchain@v0\.0\.1-[^/]+$/.test(path)],
    ['nix', path.startsWith('/nix/store/')],
    ['gvm', under(env.GVM_ROOT) || under(join(home, '.gvm'))],
    ['goenv', under(env.GOENV_ROOT) || under(join(home, '.goenv'))],
    ['mise', under(env.MISE_DATA_DIR) || /\/mise\/installs\/go\//.test(path)],
    ['asdf', under(env.ASDF_DATA_DIR) || /\/\.?asdf\/installs\/golang\//.test(path)],
    ['g', under(env.G_HOME) || under(join(home, '.g'))],
    ['golang-dl', under(sdkRoot) || under(join(home, 'sdk'))],
    ['brew', /\/Cellar\/go(@[\d.]+)?\/|\/\.?linuxbrew\/|\/homebrew\//.test(path)],
    ['snap', path.startsWith(`${slashes(systemRoot)}/snap/`)],
    ['macports', path.startsWith('/opt/local/')],
    ['scoop', /\/scoop\/apps\/go\//i.test(path)],
    ['choco', /\/chocolatey\/|^[a-z]:\/tools\/go/i.test(path)],
    ['winget', /\/winget\/packages\/golang\.go/i.test(path)],
    ['msi', /^[a-z]:\/(program files( \(x86\))?\/)?go$/i.test(path)],
    ['tarball', path === `${slashes(systemRoot)}/usr/local/go` || path === `${slashes(systemRoot)}/opt/go`],
  ]
  return rules.find(([, holds]) => holds)?.[0] ?? null
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/').replace(/\/+$/, '')
}

function isInSystemFolder(path: string, systemRoot: string): boolean {
  return path.startsWith(`${slashes(systemRoot)}/usr/`)
}

// Files of the package managers' databases are read, no command is run: rpm and dpkg-query take longer than all the rest.
async function packageOwner(goroot: string, systemRoot: string): Promise<GoOwner> {
  const inside = goroot.slice(slashes(systemRoot).length)
  if (await isInDpkg(inside, join(systemRoot, 'var/lib/dpkg/info'))) return 'apt'
  const pacman = await namesIn(join(systemRoot, 'var/lib/pacman/local'))
  if (pacman.some((name) => /^go-\d/.test(name))) return 'pacman'
  if ((await readIfExists(join(systemRoot, 'lib/apk/db/installed')))?.includes('\nP:go\n')) return 'apk'
  const rpm = ['usr/lib/sysimage/rpm', 'var/lib/rpm'].map((dir) => exists(join(systemRoot, dir)))
  return (await Promise.all(rpm)).some(Boolean) ? 'dnf' : 'unknown'
}

async function isInDpkg(goroot: string, info: string): Promise<boolean> {
  const lists = (await namesIn(info)).filter((name) => /^(?:golang|gccgo).*\.list$/.test(name))
  const contents = await Promise.all(lists.map((name) => readIfExists(join(info, name))))
  return contents.some((content) => content?.includes(`${goroot}\n`))
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return []
    throw error
  }
}
