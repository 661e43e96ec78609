import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EnvRow } from '../../../preload/contract'
import { goRooms, goRoot, roomsOf } from '../../helpers/go-rooms'
import { worldAt } from '../../helpers/world'

/** A GOROOT like the real one, but with a go.env of our own. */
async function gorootWith(home: string, goEnv: string): Promise<string> {
  const goroot = join(home, 'goroot')
  await mkdir(join(goroot, 'bin'), { recursive: true })
  await copyFile(join(goRoot, 'bin/go'), join(goroot, 'bin/go'))
  for (const name of await readdir(goRoot)) {
    if (name !== 'bin' && name !== 'go.env') await symlink(join(goRoot, name), join(goroot, name))
  }
  await writeFile(join(goroot, 'go.env'), goEnv)
  return goroot
}

// Values that go takes and gives back as they are, one for each place.
const samples: Record<string, (place: string) => string> = {
  GO111MODULE: (place) => ({ process: 'on', file: 'auto', packaged: 'off' })[place] ?? 'on',
  GOPROXY: (place) => `https://${place}.example,direct`,
  GOSUMDB: () => 'sum.golang.org',
  GOPRIVATE: (place) => `${place}.example`,
  GONOPROXY: (place) => `${place}.example/a,b c`,
  GONOSUMDB: (place) => `${place}.example/'x'`,
  GOINSECURE: (place) => `${place}.example/#y;z`,
  GOVCS: (place) => `${place}.example:git`,
  GOAUTH: (place) => `netrc ${place}`,
  GOFLAGS: (place) => `-tags=${place}`,
  GOBIN: (place) => `/tmp/${place}/bin`,
  GOPATH: (place) => `/tmp/${place}`,
  GOMODCACHE: (place) => `/tmp/${place}/mod`,
  GOCACHE: (place) => `/tmp/${place}/cache`,
  GOTOOLCHAIN: (place) => ({ process: 'auto', file: 'path', packaged: 'go1.26.0+auto' })[place] ?? 'local',
  GOOS: (place) => ({ process: 'darwin', file: 'windows', packaged: 'freebsd' })[place] ?? 'linux',
  GOARCH: () => 'amd64',
  GOAMD64: (place) => ({ process: 'v2', file: 'v3', packaged: 'v4' })[place] ?? 'v1',
  CGO_ENABLED: (place) => (place === 'file' ? '1' : '0'),
  CC: (place) => `${place}-cc`,
  CXX: (place) => `${place}-c++`,
  AR: (place) => `${place}-ar`,
  CGO_CFLAGS: (place) => `-D${place}`,
  CGO_LDFLAGS: (place) => `-L${place}`,
  PKG_CONFIG: (place) => `${place}-pc`,
  GOEXPERIMENT: (place) =>
    ({ process: 'fieldtrack', file: 'staticlockranking', packaged: 'preemptibleloops' })[place] ?? '',
}

const places = ['process', 'file', 'packaged'] as const
const kindOf = { process: 'process', file: 'goenv', packaged: 'goroot' } as const

describe('the table against go itself', () => {
  it('names the place that decides, for every variable and every set of places', async () => {
    const first = await goRooms()
    const { home } = first.world
    for (let chosen = 0; chosen < 8; chosen++) {
      const active = places.filter((_, index) => (chosen & (1 << index)) !== 0)
      const assign = (place: (typeof places)[number]): [string, string][] =>
        active.includes(place) ? Object.entries(samples).map(([name, value]) => [name, value(place)]) : []
      const text = (place: 'file' | 'packaged'): string =>
        assign(place)
          .map(([name, value]) => `${name}=${value}\n`)
          .join('')
      const goroot = chosen === 0 ? await gorootWith(home, '') : join(home, 'goroot')
      await writeFile(join(goroot, 'go.env'), `# packaged\n${text('packaged')}`)
      await first.write('.config/go/env', text('file'))
      const env = { PATH: `${join(goroot, 'bin')}:/usr/bin:/bin`, ...Object.fromEntries(assign('process')) }
      const { goenv, go } = roomsOf(await worldAt(home, { env }))
      const [table, said] = await Promise.all([goenv.table(), go.env()])
      expect(table.go?.binary).toBe(join(goroot, 'bin/go'))
      expect(table.notes).toEqual([])
      const rows = new Map(table.rows.map((row) => [row.name, row]))
      for (const [name, value] of Object.entries(said)) {
        // it names a folder of that one run
        if (name === 'GOGCCFLAGS') continue
        expect(rows.get(name)?.value, `${name} with ${active}`).toBe(value)
      }
      for (const [name, sample] of Object.entries(samples)) {
        // a variable that this go does not know yet
        if (!Object.hasOwn(said, name)) continue
        const winner = active[0]
        const expected = winner === undefined ? 'default' : kindOf[winner]
        expect(rows.get(name)?.origin.kind, `${name} with ${active}`).toBe(expected)
        if (winner === undefined) continue
        // what the named place says is what go says
        expect(said[name], `${name} with ${active}`).toBe(sample(winner))
        expect(await goenv.resolve(name)).toMatchObject({ value: sample(winner), origin: { kind: expected } })
      }
    }
  })

  it('names file and line', async () => {
    const { goenv, write, world } = await goRooms()
    await write('.config/go/env', '# mine\n\nGOPROXY=https://old.example\nGOPROXY=https://file.example\n')
    const rows = new Map((await goenv.table()).rows.map((row) => [row.name, row]))
    expect(rows.get('GOPROXY')?.origin).toEqual({ kind: 'goenv', path: join(world.home, '.config/go/env'), line: 4 })
    expect(rows.get('GOSUMDB')?.origin).toEqual({
      kind: 'goroot',
      path: join(goRoot, 'go.env'),
      line: expect.any(Number),
    })
    expect(rows.get('GOROOT')?.origin).toEqual({ kind: 'default' })
  })

  it('takes no GOROOT from go.env', async () => {
    const { world } = await goRooms()
    const goroot = await gorootWith(world.home, 'GOROOT=/nonexistent\nGOENV=off\nGOPROXY=direct\n')
    const env = { PATH: `${join(goroot, 'bin')}:/usr/bin:/bin` }
    const rows = new Map(
      (await roomsOf(await worldAt(world.home, { env })).goenv.table()).rows.map((row) => [row.name, row]),
    )
    expect(rows.get('GOROOT')).toMatchObject({ value: goroot, origin: { kind: 'default' } })
    expect(rows.get('GOENV')).toMatchObject({ value: join(world.home, '.config/go/env'), origin: { kind: 'default' } })
    expect(rows.get('GOPROXY')).toMatchObject({ value: 'direct', origin: { kind: 'goroot', line: 3 } })
  })

  it('treats an empty variable as unset, and an empty line as one that hides go.env', async () => {
    const { goenv, write, go } = await goRooms({ env: { GOPROXY: '', GOFLAGS: '' } })
    await write('.config/go/env', 'GOSUMDB=\nGOFLAGS=\n')
    const said = await go.env()
    const rows = new Map((await goenv.table()).rows.map((row) => [row.name, row]))
    expect(rows.get('GOPROXY')?.origin.kind).toBe('goroot')
    expect(rows.get('GOSUMDB')).toMatchObject({ value: said.GOSUMDB, origin: { kind: 'goenv' } })
    expect(said.GOSUMDB).toBe('')
    expect(rows.get('GOFLAGS')?.origin.kind).toBe('default')
  })

  it('has the groups in order, and marks what Go works out as not writable', async () => {
    const { rows } = await (await goRooms()).goenv.table()
    const names = (group: EnvRow['group']): string[] =>
      rows.filter((row) => row.group === group).map(({ name }) => name)
    expect(names('seed')).toEqual(['GO111MODULE', 'GOPROXY', 'GOSUMDB'])
    expect(names('usual').slice(0, 6)).toEqual(['GOROOT', 'GOPATH', 'GOTOOLCHAIN', 'GOPRIVATE', 'GOFLAGS', 'GOBIN'])
    expect(names('other')).toContain('GOVERSION')
    const writable = rows.filter((row) => row.writable).map(({ name }) => name)
    for (const name of ['GOPROXY', 'GOTOOLCHAIN', 'GOVCS', 'CC']) expect(writable).toContain(name)
    for (const name of ['GOROOT', 'GOENV', 'GODEBUG', 'GOVERSION', 'GOMOD', 'GOTELEMETRY', 'GOWORK']) {
      expect(writable).not.toContain(name)
    }
  })

  it('comes without any Go', async () => {
    const { goenv, write, world } = await goRooms({ env: { PATH: '/bin', GOSUMDB: 'off' } })
    await write('.config/go/env', 'GOPROXY=https://file.example\nGOAUTH=off\n')
    const table = await goenv.table()
    expect(table.go).toBeNull()
    expect(table.notes).toEqual([{ key: 'goenv.note.noGo', params: {} }])
    const rows = new Map(table.rows.map((row) => [row.name, row]))
    expect(rows.get('GOPROXY')).toMatchObject({ value: 'https://file.example', origin: { kind: 'goenv', line: 1 } })
    expect(rows.get('GOSUMDB')).toMatchObject({ value: 'off', origin: { kind: 'process' }, verdict: 'warning' })
    expect(rows.get('GOAUTH')).toMatchObject({ value: 'off', group: 'other' })
    expect(rows.get('GO111MODULE')).toMatchObject({ value: '', verdict: 'ok' })
    expect(rows.get('GOPATH')?.value).toBe(join(world.home, 'go'))
    expect(await goenv.effective('GOTOOLCHAIN')).toBe('auto')
    expect(await goenv.gopathBin()).toBe(join(world.home, 'go/bin'))
    expect(dirname(goenv.filePath() ?? '')).toBe(join(world.home, '.config/go'))
  })
})
