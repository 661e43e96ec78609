import { execFileSync } from 'node:child_process'
import { chmod, lstat, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasErrno } from '../../../main/kit'
import { goBin, goRooms, roomsOf } from '../../helpers/go-rooms'
import { testWorld, worldAt } from '../../helpers/world'

const content = async (path: string): Promise<string | null> =>
  readFile(path, 'latin1').catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return null
    throw error
  })

describe('planSet', () => {
  it('writes all values in one edit that go reads, before and after shown, and undoes it to the byte', async () => {
    const { goenv, go, write, apply, journal, file } = await goRooms()
    const before = '# mine\nGOFLAGS=-x\ngarbage\xff\r\nGOPROXY=a\nGOPROXY=b\nFOO=1'
    await write('.config/go/env', Buffer.from(before, 'latin1'))
    const plan = await goenv.planSet({
      GOPROXY: 'https://goproxy.cn,direct',
      GOSUMDB: 'sum.golang.google.cn',
      GOFLAGS: null,
    })
    expect(plan.title).toEqual({ key: 'goenv.title.change', params: { names: 'GOPROXY, GOSUMDB, GOFLAGS' } })
    const preview = journal.hold(plan)
    expect(preview.changes).toMatchObject([
      {
        kind: 'file',
        path: file,
        action: 'edit',
        values: [
          { name: 'GOPROXY', before: 'b', after: 'https://goproxy.cn,direct' },
          { name: 'GOSUMDB', before: null, after: 'sum.golang.google.cn' },
          { name: 'GOFLAGS', before: '-x', after: null },
        ],
      },
    ])
    await apply(plan)
    expect(await content(file)).toBe(
      '# mine\ngarbage\xff\r\nGOPROXY=https://goproxy.cn,direct\nFOO=1\nGOSUMDB=sum.golang.google.cn\n',
    )
    expect(await go.env()).toMatchObject({
      GOPROXY: 'https://goproxy.cn,direct',
      GOSUMDB: 'sum.golang.google.cn',
      GOFLAGS: '',
    })
    const undo = await journal.planUndo({ all: true })
    for await (const step of journal.apply(undo.plan.id)) expect(step).toBeDefined()
    expect(await content(file)).toBe(before)
  })

  it('makes the file and its folders, and undo takes them away', async () => {
    const { goenv, apply, journal, file, world } = await goRooms()
    await rm(join(world.home, '.config'), { recursive: true })
    await apply(await goenv.planSet({ GO111MODULE: 'on' }))
    expect(await content(file)).toBe('GO111MODULE=on\n')
    expect((await stat(file)).mode & 0o777).toBe(0o644)
    const undo = await journal.planUndo({ all: true })
    for await (const step of journal.apply(undo.plan.id)) expect(step).toBeDefined()
    expect(await content(file)).toBeNull()
    await expect(lstat(join(world.home, '.config'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('keeps values with spaces, quotes, ; and # verbatim', async () => {
    const { goenv, go, apply } = await goRooms()
    const values = {
      GOPRIVATE: `a b,"c",'d'`,
      GONOPROXY: 'x;y#z',
      GOFLAGS: `-tags=x "-ldflags=-s -w"`,
      GOVCS: ' *:git ',
    }
    await apply(await goenv.planSet(values))
    expect(await go.env()).toMatchObject(values)
  })

  it('plans nothing when the file says so already', async () => {
    const { goenv, write } = await goRooms()
    await write('.config/go/env', 'GOPROXY=direct')
    expect((await goenv.planSet({ GOPROXY: 'direct', GOSUMDB: null })).changes).toEqual([])
  })

  it('works before any Go is there', async () => {
    const { goenv, apply, file } = await goRooms({ env: { PATH: '/bin' } })
    await apply(await goenv.planSet({ GOPROXY: 'https://goproxy.cn,direct', GOTOOLCHAIN: 'auto' }))
    expect(await content(file)).toBe('GOPROXY=https://goproxy.cn,direct\nGOTOOLCHAIN=auto\n')
    await expect(goenv.planSet({ GOFOO: 'x' })).rejects.toMatchObject({ code: 'GOENV_VARIABLE_UNKNOWN' })
  })

  it('follows GOENV, XDG_CONFIG_HOME and a symbolic link', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'goready-env-'))
    onTestFinished(() => rm(dir, { recursive: true, force: true }))
    const custom = await goRooms({ env: { GOENV: join(dir, 'sub/custom') } })
    await custom.apply(await custom.goenv.planSet({ GOSUMDB: 'off' }))
    expect(await content(join(dir, 'sub/custom'))).toBe('GOSUMDB=off\n')
    expect((await custom.go.env()).GOENV).toBe(join(dir, 'sub/custom'))

    const xdg = await goRooms({ env: { XDG_CONFIG_HOME: join(dir, 'xdg') } })
    await xdg.apply(await xdg.goenv.planSet({ GOSUMDB: 'off' }))
    expect(await content(join(dir, 'xdg/go/env'))).toBe('GOSUMDB=off\n')
    expect((await xdg.go.env()).GOSUMDB).toBe('off')

    const linked = await goRooms()
    await mkdir(join(linked.world.home, '.config/go'), { recursive: true })
    await writeFile(join(dir, 'dotfiles-env'), '# kept elsewhere\n')
    await symlink(join(dir, 'dotfiles-env'), linked.file)
    await linked.apply(await linked.goenv.planSet({ GOSUMDB: 'off' }))
    expect(await readlink(linked.file)).toBe(join(dir, 'dotfiles-env'))
    expect(await content(join(dir, 'dotfiles-env'))).toBe('# kept elsewhere\nGOSUMDB=off\n')
  })

  it('refuses GOENV=off', async () => {
    const { goenv, write } = await goRooms({ env: { GOENV: 'off' } })
    await write('.config/go/env', 'GOPROXY=direct\n')
    await expect(goenv.planSet({ GOPROXY: 'off' })).rejects.toMatchObject({ code: 'GOENV_OFF' })
    const table = await goenv.table()
    expect(table.file).toEqual({ path: null, state: 'off' })
    expect(table.notes).toEqual([{ key: 'goenv.note.off', params: {} }])
    expect(table.rows.find(({ name }) => name === 'GOENV')).toMatchObject({ value: 'off', verdict: 'warning' })
    expect(table.rows.find(({ name }) => name === 'GOPROXY')?.origin.kind).toBe('goroot')
  })

  it('says that a home or an absolute path is missing', async () => {
    const world = await testWorld({ env: { PATH: `${goBin}:/bin` } })
    const homeless = roomsOf({ ...world, env: { PATH: world.env.PATH } })
    await expect(homeless.goenv.planSet({ GOPROXY: 'off' })).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
    const table = await homeless.goenv.table()
    // without a home go does not even start
    expect(table).toMatchObject({
      file: { path: null, state: 'absent' },
      notes: [{ key: 'goenv.note.goBroken' }, { key: 'goenv.note.noHome' }],
    })
    expect(homeless.goenv.filePath()).toBeNull()

    const relative = await goRooms({ env: { GOENV: 'env' } })
    await expect(relative.goenv.planSet({ GOPROXY: 'off' })).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
    expect((await relative.goenv.table()).notes).toEqual([{ key: 'goenv.note.relative', params: {} }])
  })

  it('does not write where a folder or a read-only file stands', async () => {
    const { goenv, file } = await goRooms()
    await mkdir(file, { recursive: true })
    expect((await goenv.table()).file.state).toBe('not-a-file')
    await expect(goenv.planSet({ GOPROXY: 'off' })).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
  })

  it.skipIf(process.platform === 'win32')('waits for no FIFO', async () => {
    const { goenv, file, world } = await goRooms()
    await mkdir(join(world.home, '.config/go'), { recursive: true })
    execFileSync('mkfifo', [file])
    const table = await goenv.table()
    expect(table).toMatchObject({ file: { state: 'not-a-file' }, notes: [{ key: 'goenv.note.notAFile' }] })
    expect(table.rows.find(({ name }) => name === 'GOENV')?.value).toBe(file)
    await expect(goenv.planSet({ GOPROXY: 'off' })).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
  })

  it.skipIf(process.geteuid?.() === 0)('tells of a file that it may not read', async () => {
    const { goenv, write } = await goRooms()
    await chmod(await write('.config/go/env', 'GOPROXY=off\n'), 0)
    expect((await goenv.table()).file.state).toBe('unreadable')
    await expect(goenv.planSet({ GOPROXY: 'off' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  })

  it.each([
    [{ GOROOT: '/usr/local/go' }, 'INVALID_INPUT'],
    [{ GOENV: '/x' }, 'INVALID_INPUT'],
    [{ GODEBUG: 'x=1' }, 'INVALID_INPUT'],
    [{ GOVERSION: 'go1.1' }, 'INVALID_INPUT'],
    [{ GOTELEMETRY: 'off' }, 'INVALID_INPUT'],
    [{ GOPROXY: 'https://•••@p.example' }, 'INVALID_INPUT'],
    [{ GOPROXY: 'a\nGOROOT=/x' }, 'INVALID_INPUT'],
    [{ GO111MODULE: 'yes' }, 'INVALID_INPUT'],
    [{ GOPATH: '~/go' }, 'INVALID_INPUT'],
    [{ GOOS: 'plan10' }, 'INVALID_INPUT'],
    [{ GOEXPERIMENT: 'nosuch' }, 'INVALID_INPUT'],
    [{ GOFOO: 'x' }, 'GOENV_VARIABLE_UNKNOWN'],
    [{ goproxy: 'x' }, 'GOENV_VARIABLE_UNKNOWN'],
    [{ 'GOPROXY=x\nGOROOT': '/x' }, 'GOENV_VARIABLE_UNKNOWN'],
    [{ GOFOO: null }, 'GOENV_VARIABLE_UNKNOWN'],
  ])('refuses %j', async (values: Record<string, string | null>, code) => {
    const { goenv, file } = await goRooms()
    await expect(goenv.planSet({ GOSUMDB: 'off', ...values })).rejects.toMatchObject({ code })
    expect(await content(file)).toBeNull()
  })

  it('takes out whatever stands in the file, GOROOT and unknown names too, and sets a name that is there already', async () => {
    const { goenv, write, apply, file } = await goRooms()
    await write('.config/go/env', 'GOROOT=/nonexistent\nGOFOO=1\nGOBAR=2\n')
    await apply(await goenv.planSet({ GOROOT: null, GOFOO: null }))
    expect(await content(file)).toBe('GOBAR=2\n')
    await apply(await goenv.planSet({ GOBAR: '3' }))
    expect(await content(file)).toBe('GOBAR=3\n')
  })

  it('knows what an older go does not', async () => {
    const world = await testWorld()
    await mkdir(join(world.home, 'bin'))
    await writeFile(join(world.home, 'bin/go'), '#!/bin/sh\necho go version go1.20.14 linux/amd64\n', { mode: 0o755 })
    const { goenv } = roomsOf(await worldAt(world.home, { env: { PATH: join(world.home, 'bin') } }))
    await expect(goenv.planSet({ GOTOOLCHAIN: 'auto' })).rejects.toMatchObject({
      code: 'GOENV_VARIABLE_UNKNOWN',
      details: { name: 'GOTOOLCHAIN', version: 'go1.20.14' },
    })
    await expect(goenv.planSet({ GOPROXY: 'direct' })).resolves.toMatchObject({ changes: [{ kind: 'file' }] })
  })

  it('says what will override the new value, and lands all the same', async () => {
    const { goenv, write, apply, file, world } = await goRooms({ env: { GOPROXY: 'direct' } })
    await write('.bashrc', 'export GOPROXY=direct\nexport GOSUMDB=off\n')
    const plan = await goenv.planSet({ GOPROXY: 'off', GOSUMDB: 'sum.golang.org' })
    const path = join(world.home, '.bashrc')
    const notes = [
      { key: 'goenv.note.overrideAt', params: { name: 'GOPROXY', value: 'direct', path, line: 1 } },
      { key: 'goenv.note.overrideAt', params: { name: 'GOSUMDB', value: 'off', path, line: 2 } },
    ]
    expect(plan.changes).toMatchObject([{ data: { notes } }])
    await apply(plan)
    expect(await content(file)).toBe('GOPROXY=off\nGOSUMDB=sum.golang.org\n')
    expect(await goenv.planSet({ GOPROXY: 'off', GOSUMDB: 'sum.golang.org' })).toMatchObject({ changes: [], notes })
  })

  it('keeps a password from other users, and says when it can not', async () => {
    const { goenv, write, apply, file } = await goRooms()
    const secret = { GOPROXY: 'https://me:hunter2@p.example' }
    await apply(await goenv.planSet(secret))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await rm(file)
    await chmod(await write('.config/go/env', ''), 0o644)
    const plan = await goenv.planSet(secret)
    expect(plan.changes).toMatchObject([
      {
        data: {
          notes: [{ key: 'goenv.note.secretReadable' }],
          values: [{ name: 'GOPROXY', before: null, after: 'https://•••@p.example' }],
        },
      },
    ])
  })

  it('takes everything back when somebody else undoes the write before the check', async () => {
    const { goenv, file, apply } = await goRooms()
    const plan = await goenv.planSet({ GOPROXY: 'off' })
    const check = plan.check
    const meddled = {
      ...plan,
      async *check(context: Parameters<NonNullable<typeof check>>[0]) {
        await writeFile(file, 'GOPROXY=direct\n')
        if (check) yield* check(context)
      },
    }
    await expect(apply(meddled)).rejects.toMatchObject({ code: 'GOENV_NOT_WRITTEN' })
  })

  it('rolls back values with which go does not start, but not for lines that were there before', async () => {
    const { goenv, write, apply, file } = await goRooms()
    await write('.config/go/env', '# only this\n')
    await expect(apply(await goenv.planSet({ GOFLAGS: '-nosuchflag' }))).rejects.toMatchObject({
      code: 'GOENV_NOT_WRITTEN',
      details: { why: expect.stringContaining('unknown flag -nosuchflag') },
    })
    expect(await content(file)).toBe('# only this\n')
    await writeFile(file, 'GOROOT=/nonexistent\n')
    await apply(await goenv.planSet({ GOPROXY: 'off' }))
    expect(await content(file)).toBe('GOROOT=/nonexistent\nGOPROXY=off\n')
  })
})
