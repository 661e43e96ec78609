import { chmod, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { goRooms, roomsOf } from '../../helpers/go-rooms'
import { worldAt } from '../../helpers/world'

describe('a file that keeps go from starting', () => {
  it('is seen in the table, with the line to blame, and repaired', async () => {
    const { goenv, go, write, apply, file, journal } = await goRooms()
    const before = '# mine\nGOPROXY=https://goproxy.cn\nGOROOT=/nonexistent\nGOSUMDB=off\n'
    await write('.config/go/env', before)
    await expect(go.run(['env', '-u', 'GOROOT'])).rejects.toMatchObject({ code: 'GO_FAILED' })
    const table = await goenv.table()
    expect(table.file).toEqual({ path: file, state: 'breaks-go' })
    expect(table.go).toMatchObject({ version: expect.stringMatching(/^go1\./) })
    expect(table.notes).toMatchObject([{ key: 'goenv.note.goBroken' }])
    const rows = new Map(table.rows.map((row) => [row.name, row]))
    expect(rows.get('GOROOT')).toMatchObject({
      value: '/nonexistent',
      origin: { kind: 'goenv', path: file, line: 3 },
      verdict: 'problem',
      reason: { key: 'goenv.reason.breaksGo' },
      fix: { kind: 'repair-goenv-file' },
    })
    // everything else as it will be once it is repaired
    expect(rows.get('GOPROXY')).toMatchObject({ value: 'https://goproxy.cn', verdict: 'ok', origin: { line: 2 } })
    expect(rows.get('GOENV')?.value).toBe(file)
    expect(rows.get('GOMODCACHE')?.value).toMatch(/\/go\/pkg\/mod$/)

    const plan = await goenv.planRepair()
    expect(journal.hold(plan).changes).toMatchObject([
      { kind: 'file', values: [{ name: 'GOROOT', before: '/nonexistent', after: null }] },
    ])
    await apply(plan)
    expect(await readFile(file, 'utf8')).toBe(before.replace('GOROOT', '# GOROOT'))
    expect(await go.env()).toMatchObject({ GOPROXY: 'https://goproxy.cn', GOSUMDB: 'off' })
    expect((await goenv.table()).file.state).toBe('present')
  })

  it.each([
    ['GO111MODULE=bogus\n', '# GO111MODULE=bogus\n'],
    ['GOFLAGS=-bogus\nGOPROXY=x\n', '# GOFLAGS=-bogus\nGOPROXY=x\n'],
    ['GOTOOLCHAIN=bash\n', '# GOTOOLCHAIN=bash\n'],
    ['GOPATH=go\nGOOS=plan10\n', '# GOPATH=go\n# GOOS=plan10\n'],
    ['CC="gcc\n', '# CC="gcc\n'],
    ['GOWORK=rel\nGOCACHE=rel\nGOEXPERIMENT=x\n', '# GOWORK=rel\n# GOCACHE=rel\n# GOEXPERIMENT=x\n'],
    // both lines of a name: the first would count once the last is gone
    ['GOROOT=/a\nX=\nGOROOT=/b\n', '# GOROOT=/a\nX=\n# GOROOT=/b\n'],
    // carriage returns alone
    ['GO111MODULE=on\r\nGOPROXY=direct\r\n# c\r\n', 'GO111MODULE=on\nGOPROXY=direct\n# c\r\n'],
    ['GOROOT=/gone\r\nGOPROXY=direct\r\n', '# GOROOT=/gone\nGOPROXY=direct\n'],
  ])('%j becomes %j', async (before, after) => {
    const { goenv, go, write, apply, file } = await goRooms()
    await write('.config/go/env', before)
    expect((await goenv.table()).file.state).toBe('breaks-go')
    await apply(await goenv.planRepair())
    expect(await readFile(file, 'utf8')).toBe(after)
    await go.run(['version'])
  })

  it('leaves a good file and a missing one alone', async () => {
    const { goenv, write } = await goRooms()
    expect((await goenv.planRepair()).changes).toEqual([])
    await write('.config/go/env', 'GOPROXY=nonsense\nGARBAGE\n')
    expect((await goenv.planRepair()).changes).toEqual([])
  })

  it('is not blamed for what the environment does', async () => {
    const { goenv, write } = await goRooms({ env: { GOROOT: '/nonexistent', GOPROXY: 'direct' } })
    const rc = await write('.profile', 'export GOROOT=/nonexistent\n')
    await write('.config/go/env', 'GOSUMDB=off\n')
    const table = await goenv.table()
    expect(table.file.state).toBe('present')
    const rows = new Map(table.rows.map((row) => [row.name, row]))
    expect(rows.get('GOROOT')).toMatchObject({
      value: '/nonexistent',
      origin: { kind: 'process', path: rc, line: 1 },
      verdict: 'problem',
      fix: { kind: 'disable-rc-line', path: rc, line: 1, name: 'GOROOT' },
    })
    expect(rows.get('GOPROXY')).toMatchObject({ value: 'direct', origin: { kind: 'process' } })
    expect(rows.get('GOSUMDB')).toMatchObject({ value: 'off', origin: { kind: 'goenv' } })
  })

  it('is told from a go that does not start at all', async () => {
    const { world, write } = await goRooms()
    await write('bin/go', '#!/bin/sh\necho "go: cannot execute: lost its tools" >&2\nexit 2\n')
    await chmod(`${world.home}/bin/go`, 0o755)
    await write('.config/go/env', 'GOPROXY=direct\n')
    const { goenv } = roomsOf(await worldAt(world.home, { env: { PATH: `${world.home}/bin:/bin` } }))
    const table = await goenv.table()
    expect(table).toMatchObject({ go: null, file: { state: 'present' }, notes: [{ key: 'goenv.note.goBroken' }] })
    expect(table.rows.find(({ name }) => name === 'GOPROXY')).toMatchObject({
      value: 'direct',
      fix: { kind: 'set-env' },
    })
    await expect(goenv.planRepair()).rejects.toMatchObject({ code: 'GO_FAILED' })
  })
})

it('tells of lines that go passes over and of lines that count for nothing', async () => {
  const { goenv, write } = await goRooms()
  await write(
    '.config/go/env',
    '\ufeffGOPROXY=off\n GOSUMDB=off\nexport GOFLAGS=-x\nGOPRIVATE=a\nGOPRIVATE=b\nnotes=x\n',
  )
  expect((await goenv.table()).notes).toEqual([
    { key: 'goenv.note.ignored.byte-order-mark', params: { name: 'GOPROXY', line: 1 } },
    { key: 'goenv.note.ignored.indented', params: { name: 'GOSUMDB', line: 2 } },
    { key: 'goenv.note.ignored.export', params: { name: 'GOFLAGS', line: 3 } },
    { key: 'goenv.note.duplicate', params: { name: 'GOPRIVATE', line: 4 } },
  ])
})
