import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import { promisify } from 'node:util'
import { executableSuffix } from '../../main/kit'
import { type GoRooms, goBin, goRoot, roomsOf } from './go-rooms'
import { hostPlatform } from './toolchain'
import { testWorld } from './world'

/** The releases that tests compare with: the first with toolchains, two in between, and the newest that can be had. */
export const goReleases = ['1.21', '1.23', '1.26', 'newest'] as const
export type GoRelease = (typeof goReleases)[number]

/** A real Go on this computer. */
export interface RealGo {
  /** Such as `go1.23.12`. */
  readonly version: string
  /** The folder of its `go`. */
  readonly bin: string
}

/** Milliseconds to allow for {@link realGos} on a slow line: up to four downloads of 70 MB, once on each computer. */
export const realGoTime = 1_200_000

// the last ones of their kind: no other will follow
const last: Partial<Record<GoRelease, string>> = { '1.21': 'go1.21.13', '1.23': 'go1.23.12' }
const cache = join(tmpdir(), 'goready-test-toolchains')
const proxy = 'https://proxy.golang.org'

/**
 * The Go of each release, as far as it can be had: the installed one where it is of that release, else one that it fetched
 * from proxy.golang.org before or fetches now, checked by the checksum database. What is missing is printed as skipped;
 * the installed Go alone stands for the newest then.
 */
export async function realGos(): Promise<ReadonlyMap<GoRelease, RealGo>> {
  const installed = { version: readFileSync(join(goRoot, 'VERSION'), 'utf8').split('\n')[0] ?? '', bin: goBin }
  const offered = await offeredVersions()
  const gos = new Map<GoRelease, RealGo>()
  for (const release of goReleases) {
    const inRelease = (version: string): boolean => version.startsWith(`go${release}.`)
    const version = last[release] ?? offered.find((one) => release === 'newest' || inRelease(one)) ?? null
    const own = inRelease(installed.version) || version === installed.version
    const go = own ? installed : version === null ? null : await fetched(version, offered.length > 0)
    if (go !== null) gos.set(release, go)
    else console.log(`skipped: Go ${release} (${proxy} does not answer)`)
  }
  if (gos.size === 0) gos.set('newest', installed)
  console.log([...gos].map(([release, { version }]) => `${release}: ${version}`).join(', '))
  return gos
}

/** Every stable release that the proxy has for this computer, newest first; none when it does not answer. */
async function offeredVersions(): Promise<string[]> {
  const list = await fetch(`${proxy}/golang.org/toolchain/@v/list`, { signal: AbortSignal.timeout(15_000) })
    .then((answer) => (answer.ok ? answer.text() : ''))
    .catch(() => '')
  const suffix = `.${hostPlatform.os}-${hostPlatform.arch}`
  return list
    .split('\n')
    .map((line) => line.replace(/^v0\.0\.1-/, ''))
    .filter((line) => line.endsWith(suffix))
    .map((line) => line.slice(0, -suffix.length))
    .filter((version) => /^go1\.\d+\.\d+$/.test(version))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
}

async function fetched(version: string, isOnline: boolean): Promise<RealGo | null> {
  const goroot = join(cache, 'golang.org', `toolchain@v0.0.1-${version}.${hostPlatform.os}-${hostPlatform.arch}`)
  const go = { version, bin: join(goroot, 'bin') }
  const isThere = await access(join(go.bin, `go${executableSuffix(hostPlatform)}`)).then(
    () => true,
    () => false,
  )
  if (isThere) return go
  if (!isOnline) return null
  const home = join(cache, 'home')
  await mkdir(join(home, 'telemetry'), { recursive: true })
  await writeFile(join(home, 'telemetry', 'mode'), 'off')
  // go itself keeps two of these from getting into each other's way, and places the folder by a rename
  await promisify(execFile)(join(goBin, 'go'), ['version'], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      GOENV: 'off',
      GOFLAGS: '-modcacherw',
      GOMODCACHE: cache,
      GOPROXY: proxy,
      GOSUMDB: 'sum.golang.org',
      GOTOOLCHAIN: version,
      TEST_TELEMETRY_DIR: join(home, 'telemetry'),
    },
  })
  return go
}

/** The rooms around a real Go of that release, on a temporary home. */
export async function roomsWith(go: RealGo, env: Readonly<Record<string, string>> = {}): Promise<GoRooms> {
  return roomsOf(await testWorld({ env: { PATH: `${go.bin}:/usr/bin:/bin`, ...env } }))
}

/** What a go command did. */
export interface GoEnd {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs go as its user would in a new terminal: nothing but the world's environment, and no other toolchain. */
export async function runGo(
  { world }: Pick<GoRooms, 'world'>,
  go: RealGo,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GoEnd> {
  const telemetry = join(world.dirs.cache, 'test-telemetry')
  await mkdir(telemetry, { recursive: true })
  // else it starts a process that outlives it
  await writeFile(join(telemetry, 'mode'), 'off')
  return new Promise((resolve, reject) => {
    const options = { cwd: parse(world.home).root, env: { ...world.env, TEST_TELEMETRY_DIR: telemetry, ...env } }
    execFile(join(go.bin, 'go'), args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(error)
    })
  })
}
