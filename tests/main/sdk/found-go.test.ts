import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findGo } from '../../../main/sdk/found-go'
import type { ShellView } from '../../../preload/contract/shell'
import { type TestWorld, testWorld } from '../../helpers/world'

async function file(path: string, content: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  await chmod(path, mode)
}

/** The least that counts as a Go: a VERSION file and an executable. */
async function placeGo(goroot: string, version: string): Promise<string> {
  await file(join(goroot, 'VERSION'), `${version}\ntime 2026-08-28T16:20:06Z\n`)
  await file(join(goroot, 'bin', 'go'), '#!/bin/sh\nexit 99\n', 0o755)
  return goroot
}

async function find(world: TestWorld, views: readonly ShellView[] = [], ours: readonly string[] = []) {
  const systemRoot = join(world.home, 'root')
  const context = { systemRoot, sdkRoot: join(world.home, 'sdk'), ours: new Set(ours) }
  return findGo(world, context, views)
}

const view = (go: string | null, mode: ShellView['mode'] = 'login-interactive'): ShellView => ({
  shell: 'bash',
  mode,
  verdict: 'seen',
  go,
  path: [],
  env: {},
  took: 1,
})

describe('every Go on this machine', () => {
  test('is found where its installer puts it, with its owner', async () => {
    const world = await testWorld({ env: { PATH: '/nowhere' } })
    const at = (path: string) => join(world.home, path)
    const places = {
      'root/usr/local/go': 'tarball',
      'root/usr/lib/go-1.19': 'apt',
      'root/snap/go/10950': 'snap',
      'root/opt/homebrew/Cellar/go/1.26.8/libexec': 'brew',
      '.gvm/gos/go1.18': 'gvm',
      '.goenv/versions/1.22.3': 'goenv',
      '.local/share/mise/installs/go/1.25.1': 'mise',
      '.asdf/installs/golang/1.24.0/go': 'asdf',
      '.g/versions/1.23.4': 'g',
      'sdk/go1.21.0': 'golang-dl',
      'sdk/go1.27.4': 'goready',
      'go/pkg/mod/golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64': 'toolchain-cache',
    }
    for (const path of Object.keys(places)) await placeGo(at(path), 'go1.2.3')
    await symlink('10950', at('root/snap/go/current'))
    await mkdir(at('root/opt/homebrew/opt'), { recursive: true })
    await symlink('../Cellar/go/1.26.8', at('root/opt/homebrew/opt/go'))
    await symlink('1.25.1', at('.local/share/mise/installs/go/1.25'))
    await file(at('root/var/lib/dpkg/info/golang-1.19-go.list'), '/.\n/usr/lib/go-1.19\n/usr/lib/go-1.19/bin/go\n')
    const found = await find(world, [], [at('sdk/go1.27.4')])
    const owners = Object.fromEntries(found.map(({ goroot, owner }) => [goroot.slice(world.home.length + 1), owner]))
    expect(owners).toEqual(places)
    expect(found.every(({ version, onPath }) => version === 'go1.2.3' && !onPath)).toBe(true)
  })

  test('on PATH comes first, in order, once each, links resolved', async () => {
    const world = await testWorld()
    const old = await placeGo(join(world.home, 'root/usr/lib/go-1.19'), 'go1.19.8')
    const ours = await placeGo(join(world.home, 'sdk/go1.27.4'), 'go1.27.4')
    await mkdir(join(world.dirs.data), { recursive: true })
    await symlink(ours, join(world.dirs.data, 'current'))
    await mkdir(join(world.home, 'bin'))
    await symlink(join(old, 'bin/go'), join(world.home, 'bin/go'))
    const path = [
      join(world.home, 'bin'),
      join(world.dirs.data, 'current/bin'),
      join(world.home, 'bin'),
      join(ours, 'bin'),
    ]
    const found = await find({ ...world, env: { PATH: path.join(':') } }, [], [ours])
    expect(found.map(({ binary, goroot, onPath, owner }) => ({ binary, goroot, onPath, owner }))).toEqual([
      { binary: join(world.home, 'bin/go'), goroot: old, onPath: true, owner: 'unknown' },
      { binary: join(world.dirs.data, 'current/bin/go'), goroot: ours, onPath: true, owner: 'goready' },
    ])
  })

  test('a shim is asked for its GOROOT', async () => {
    const world = await testWorld()
    const goroot = await placeGo(join(world.home, '.goenv/versions/1.22.3'), 'go1.22.3')
    const shims = join(world.home, '.goenv/shims')
    await file(join(shims, 'go'), `#!/bin/sh\n[ "$1" = env ] && printf '%s\\n' '${goroot}' go1.22.3\n`, 0o755)
    const [found] = await find({ ...world, env: { PATH: `${shims}:/usr/bin:/bin` } })
    expect(found).toMatchObject({
      binary: join(shims, 'go'),
      goroot,
      version: 'go1.22.3',
      owner: 'goenv',
      onPath: true,
    })
  })

  test('a shim without a Go is named as such', async () => {
    const world = await testWorld()
    const shims = join(world.home, '.asdf/shims')
    await file(join(shims, 'go'), '#!/bin/sh\necho "No version is set for command go" >&2; exit 126\n', 0o755)
    const found = await find({ ...world, env: { PATH: shims } })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ version: null, onPath: true, notes: [{ key: 'sdk.found.shimUnset' }] })
  })

  test('the one that a fresh shell finds wins', async () => {
    const world = await testWorld()
    const first = await placeGo(join(world.home, 'sdk/go1.26.8'), 'go1.26.8')
    const ours = await placeGo(join(world.home, 'sdk/go1.27.4'), 'go1.27.4')
    await mkdir(world.dirs.data, { recursive: true })
    await symlink(ours, join(world.dirs.data, 'current'))
    const env = { PATH: `${first}/bin` }
    const link = join(world.dirs.data, 'current/bin/go')
    const winners = async (views: ShellView[]) =>
      (await find({ ...world, env }, views)).filter((go) => go.winsInNewShell).map(({ version }) => version)
    expect(await winners([view(link)])).toEqual(['go1.27.4'])
    expect(await winners([view(join(first, 'bin/go'), 'login'), view(link)])).toEqual(['go1.27.4'])
    expect(await winners([{ ...view(link), verdict: 'not-verified' }])).toEqual([])
    expect(await winners([view(null)])).toEqual([])
    expect(await winners([])).toEqual([])
  })

  test('what can not be run, a folder, a loop of links or a GOPATH is no Go', async () => {
    const world = await testWorld()
    const bin = join(world.home, 'bin')
    await file(join(bin, 'go'), 'text')
    await mkdir(join(world.home, 'bin2/go'), { recursive: true })
    await mkdir(join(world.home, 'bin3'))
    await symlink('go', join(world.home, 'bin3/go'))
    await file(join(world.home, 'go/bin/go'), '#!/bin/sh\n', 0o755)
    expect(await find({ ...world, env: { PATH: `${bin}:${bin}2:${bin}3:/nowhere` } })).toEqual([])
  })

  test('this machine answers within a second', async () => {
    const world = await testWorld({ env: { PATH: '/usr/local/go/bin:/usr/bin:/bin' } })
    const started = performance.now()
    const found = await findGo(world, { systemRoot: '/', sdkRoot: join(world.home, 'sdk'), ours: new Set() }, [])
    expect(performance.now() - started).toBeLessThan(1_000)
    const go = found.find(({ goroot }) => goroot === '/usr/local/go')
    if (go) expect(go).toMatchObject({ owner: 'tarball', onPath: true })
  })
})
