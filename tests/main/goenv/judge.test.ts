import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../main/goenv/judge'
import type { Surroundings } from '../../../main/goenv/judgement'
import type { EnvRow } from '../../../preload/contract'
import { goRooms, goRoot, roomsOf } from '../../helpers/go-rooms'
import { worldAt } from '../../helpers/world'

/** The row of a variable when the go env file and the environment say this. */
async function rowWith(name: string, file: string, env: Record<string, string> = {}): Promise<EnvRow> {
  const { goenv, write } = await goRooms({ env })
  await write('.config/go/env', file)
  const row = (await goenv.table()).rows.find((one) => one.name === name)
  if (!row) throw new Error(`no row ${name}`)
  return row
}

const summary = ({ verdict, reason, fix }: EnvRow) => ({
  verdict,
  reason: reason?.key.replace('goenv.reason.', '') ?? null,
  fix,
})
const setTo = (name: string, value: string | null) => ({ kind: 'set-env', values: { [name]: value } })
const recommendedProxy = setTo('GOPROXY', 'https://proxy.golang.org,direct')

type Case = readonly [name: string, value: string, verdict: string, reason: string | null, fix: object | null]

const cases: readonly Case[] = [
  ['GO111MODULE', 'on', 'ok', null, null],
  ['GO111MODULE', 'off', 'problem', 'modulesOff', setTo('GO111MODULE', null)],
  ['GO111MODULE', 'auto', 'problem', 'modulesAuto', setTo('GO111MODULE', null)],
  ['GOPROXY', 'https://goproxy.cn,direct', 'ok', null, null],
  ['GOPROXY', 'goproxy.cn|direct', 'ok', null, null],
  ['GOPROXY', 'off', 'problem', 'goproxyOff', recommendedProxy],
  ['GOPROXY', 'direct', 'warning', 'goproxyDirect', recommendedProxy],
  ['GOPROXY', ' , ', 'problem', 'goproxyEmpty', recommendedProxy],
  ['GOPROXY', 'ftp://x.example', 'problem', 'goproxyInvalid', recommendedProxy],
  ['GOPROXY', 'nonsense', 'problem', 'goproxyInvalid', recommendedProxy],
  ['GOPROXY', 'http://proxy.example', 'warning', 'goproxyHttp', recommendedProxy],
  ['GOPROXY', 'http://me:pw@proxy.example', 'problem', 'goproxyHttpPassword', recommendedProxy],
  ['GOPROXY', 'http://127.0.0.1:3000,direct', 'warning', 'goproxyLoopback', recommendedProxy],
  ['GOPROXY', 'http://[::1]:3000', 'warning', 'goproxyLoopback', recommendedProxy],
  ['GOPROXY', 'https://a.example,direct,https://b.example', 'note', 'goproxyUnreached', null],
  ['GOPROXY', 'file:///srv/mods', 'ok', null, null],
  ['GOSUMDB', 'sum.golang.google.cn', 'ok', null, null],
  ['GOSUMDB', 'off', 'warning', 'gosumdbOff', setTo('GOSUMDB', 'sum.golang.org')],
  ['GOSUMDB', 'sum.example', 'problem', 'gosumdbInvalid', setTo('GOSUMDB', 'sum.golang.org')],
  ['GONOSUMDB', '*', 'warning', 'nosumdbAll', setTo('GONOSUMDB', null)],
  ['GONOSUMDB', 'corp.example', 'ok', null, null],
  ['GONOPROXY', '*', 'warning', 'noproxyAll', setTo('GONOPROXY', null)],
  ['GONOPROXY', 'none', 'ok', null, null],
  ['GOPRIVATE', '*', 'warning', 'privateAll', setTo('GOPRIVATE', null)],
  ['GOPRIVATE', 'github.com/corp', 'ok', null, null],
  ['GOPRIVATE', 'github.com', 'note', 'patternPublic', null],
  ['GOPRIVATE', 'https://git.corp.example', 'warning', 'patternIsUrl', null],
  ['GOPRIVATE', 'a.example, b.example', 'warning', 'patternSpaced', setTo('GOPRIVATE', 'a.example,b.example')],
  ['GOINSECURE', 'corp.example', 'note', 'insecure', setTo('GOINSECURE', null)],
  ['GOINSECURE', '*', 'warning', 'insecureAll', setTo('GOINSECURE', null)],
  ['GOTOOLCHAIN', 'auto', 'ok', null, null],
  ['GOTOOLCHAIN', 'local', 'note', 'toolchainLocal', setTo('GOTOOLCHAIN', 'auto')],
  ['GOTOOLCHAIN', 'go1.22.3', 'warning', 'toolchainFixed', setTo('GOTOOLCHAIN', 'auto')],
  ['GOTOOLCHAIN', 'go1.22.3+auto', 'note', 'toolchainAtLeast', setTo('GOTOOLCHAIN', 'auto')],
  ['GOFLAGS', '-mod=vendor', 'warning', 'flagsVendor', setTo('GOFLAGS', null)],
  ['GOFLAGS', '-x --mod=mod', 'warning', 'flagsMod', setTo('GOFLAGS', null)],
  ['GOFLAGS', '-insecure', 'problem', 'flagsInsecure', setTo('GOFLAGS', null)],
  ['GOFLAGS', '-trimpath', 'ok', null, null],
  ['GOBIN', '/dev/null/dir', 'problem', 'notWritable', setTo('GOBIN', null)],
  ['GOBIN', 'bin', 'problem', 'notAbsolute', setTo('GOBIN', null)],
  ['GOPATH', goRoot, 'problem', 'gopathIsGoroot', setTo('GOPATH', null)],
  ['GOPATH', '/dev/null/dir', 'problem', 'notWritable', setTo('GOPATH', null)],
  ['GOMODCACHE', '/dev/null/mod', 'problem', 'notWritable', setTo('GOMODCACHE', null)],
  ['GOMODCACHE', 'mod', 'problem', 'notAbsolute', setTo('GOMODCACHE', null)],
  ['GOROOT', goRoot, 'warning', 'gorootSet', setTo('GOROOT', null)],
  ['GOROOT', '/usr', 'problem', 'gorootOther', setTo('GOROOT', null)],
  ['GOOS', 'windows', 'warning', 'otherTarget', setTo('GOOS', null)],
  ['CGO_ENABLED', '0', 'note', 'cgoOff', setTo('CGO_ENABLED', null)],
  ['GOPROXY', '"https://goproxy.cn"', 'problem', 'quoted', setTo('GOPROXY', 'https://goproxy.cn')],
  ['GOFLAGS', "'-tags=a b'", 'ok', null, null],
  ['GOPROXYY', 'https://x', 'note', 'unknownName', setTo('GOPROXYY', null)],
  ['GOENV', '/else', 'note', 'notFromFile', setTo('GOENV', null)],
  ['GOVERSION', 'go1.1', 'note', 'notFromFile', setTo('GOVERSION', null)],
]

/** One go run judges a value of each variable: the cases as the files that they fit into. */
function filesOf(all: readonly Case[]): Case[][] {
  const files: Case[][] = []
  for (const one of all) {
    const file = files.find((others) => others.every(([name]) => name !== one[0]))
    if (file) file.push(one)
    else files.push([one])
  }
  return files
}

describe('judgements of what the file says', () => {
  it.each(filesOf(cases).map((file) => [file.map(([name, value]) => `${name}=${value}`).join(' '), file] as const))(
    '%s',
    async (_title, file) => {
      const { goenv, write } = await goRooms()
      await write('.config/go/env', file.map(([name, value]) => `${name}=${value}\n`).join(''))
      const rows = new Map((await goenv.table()).rows.map((row) => [row.name, row]))
      for (const [name, value, verdict, reason, fix] of file) {
        const row = rows.get(name)
        expect(row && summary(row), `${name}=${value}`).toEqual({ verdict, reason, fix })
      }
    },
  )

  it('says that an unset GO111MODULE means on', async () => {
    expect(await rowWith('GO111MODULE', '')).toMatchObject({
      value: '',
      verdict: 'ok',
      recommended: 'on',
      reason: { key: 'goenv.reason.modulesUnset' },
    })
  })

  it('judges GONOSUMDB by its own setting, not by what follows from GOPRIVATE', async () => {
    expect(await rowWith('GONOSUMDB', 'GOPRIVATE=*\n')).toMatchObject({ value: '*', verdict: 'ok' })
  })

  it('wants the program folder on PATH, through links as well', async () => {
    const { goenv, world } = await goRooms()
    const row = async () => (await goenv.table()).rows.find(({ name }) => name === 'GOPATH')
    expect(await row()).toMatchObject({
      verdict: 'note',
      reason: { key: 'goenv.reason.binNotOnPath', params: { path: join(world.home, 'go/bin') } },
      fix: { kind: 'set-path', shells: [] },
    })
    await mkdir(join(world.home, 'go/bin'), { recursive: true })
    await symlink(join(world.home, 'go/bin'), join(world.home, 'link'))
    const env = { ...(world.env as Record<string, string>), PATH: `${world.env.PATH}:${world.home}/link/` }
    const linked = roomsOf(await worldAt(world.home, { env }))
    expect((await linked.goenv.table()).rows.find(({ name }) => name === 'GOPATH')).toMatchObject({ verdict: 'ok' })
  })

  it('tells so once, of the variable that is set, though newer Gos give GOBIN a default', async () => {
    const around = (gobinIsSet: boolean): Surroundings => ({
      os: 'linux',
      arch: 'amd64',
      goroot: null,
      path: ['/bin'],
      value: (name) => (name === 'GOBIN' ? '/tmp/go/bin' : '/tmp/go'),
      isSet: () => gobinIsSet,
      realPath: async () => null,
      isWritable: async () => true,
    })
    const verdicts = async (gobinIsSet: boolean) => [
      (await judge('GOPATH', '/tmp/go', around(gobinIsSet))).verdict,
      (await judge('GOBIN', '/tmp/go/bin', around(gobinIsSet))).verdict,
    ]
    expect(await verdicts(false)).toEqual(['note', 'ok'])
    expect(await verdicts(true)).toEqual(['ok', 'note'])
  })

  it('cures all values of a CRLF file at once, and takes GOROOT out of it', async () => {
    const values = { GOPROXY: 'https://goproxy.cn', GOSUMDB: 'sum.golang.org', GOROOT: null }
    const fix = { kind: 'set-env', values }
    const file = `GOPROXY=https://goproxy.cn\r\nGOSUMDB=sum.golang.org\r\n# end\r\nGOROOT=${goRoot}\r\n`
    const row = await rowWith('GOPROXY', file)
    expect(row).toMatchObject({ verdict: 'problem', value: 'https://goproxy.cn\r', recommended: 'https://goproxy.cn' })
    expect(summary(row)).toEqual({ verdict: 'problem', reason: 'carriageReturn', fix })
  })

  it('hides credentials in values, reasons and recommendations', async () => {
    const { goenv, write } = await goRooms({ env: { CI_TOKEN: 'verysecret' } })
    await write(
      '.config/go/env',
      'GOPROXY=https://me:hunter2@p.example/verysecret,bad ent//ry\nGOPRIVATE=https://t0ken@x\n',
    )
    const table = JSON.stringify(await goenv.table())
    expect(table).toContain('p.example')
    expect(table).not.toMatch(/hunter2|verysecret|t0ken/)
  })
})

describe('judgements of what the environment says', () => {
  it('offers to take the rc line out that exports it', async () => {
    const { goenv, write, apply } = await goRooms({ env: { GOPROXY: 'off' } })
    const rc = await write('.bashrc', 'alias l=ls\nexport GOPROXY=off\n')
    const table = await goenv.table()
    const row = table.rows.find(({ name }) => name === 'GOPROXY')
    expect(row).toMatchObject({ origin: { kind: 'process', path: rc, line: 2 }, verdict: 'problem', blockedBy: null })
    expect(row?.fix).toEqual({ kind: 'disable-rc-line', path: rc, line: 2, name: 'GOPROXY' })
    if (row?.fix?.kind !== 'disable-rc-line') throw new Error('no fix')
    await apply(await goenv.planDisableLine(row.fix))
    expect(await readFile(rc, 'utf8')).toMatch(/^alias l=ls\n# export GOPROXY=off/)
    expect((await goenv.resolve('GOPROXY')).origin).toEqual({ kind: 'process', path: null, line: null })
    await expect(goenv.planDisableLine(row.fix)).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
  })

  it('names what overrides the file, with $HOME filled in', async () => {
    const { world, write } = await goRooms()
    await write('.profile', 'export GOPATH="$HOME/code"\n')
    await write('.config/go/env', `GOPATH=${world.home}/go\n`)
    const env = { ...(world.env as Record<string, string>), GOPATH: join(world.home, 'code') }
    const { goenv } = roomsOf(await worldAt(world.home, { env }))
    const row = (await goenv.table()).rows.find(({ name }) => name === 'GOPATH')
    const origin = { kind: 'process', path: join(world.home, '.profile'), line: 1 }
    expect(row).toMatchObject({
      value: join(world.home, 'code'),
      origin,
      blockedBy: origin,
      verdict: 'warning',
      reason: { key: 'goenv.reason.overriddenAt', params: { line: 1 } },
      fix: { kind: 'disable-rc-line', line: 1, name: 'GOPATH' },
    })
  })

  it('says that the environment overrides when no rc file is to blame', async () => {
    const row = await rowWith('GOPROXY', 'GOPROXY=https://goproxy.cn\n', { GOPROXY: 'https://goproxy.io' })
    expect(row).toMatchObject({
      value: 'https://goproxy.io',
      blockedBy: { kind: 'process', path: null },
      verdict: 'warning',
      reason: { key: 'goenv.reason.overridden' },
      fix: null,
    })
  })

  it('tells of an rc line that this process does not have but terminals will', async () => {
    const { goenv, write } = await goRooms()
    const rc = await write(
      '.zshrc',
      '\nexport GOPROXY=https://goproxy.io\nGOSUMDB=off # not exported\nexport GOFLAGS=$X\n',
    )
    const rows = new Map((await goenv.table()).rows.map((row) => [row.name, row]))
    expect(rows.get('GOPROXY')).toMatchObject({
      origin: { kind: 'goroot' },
      blockedBy: { kind: 'process', path: rc, line: 2 },
      verdict: 'warning',
      reason: { key: 'goenv.reason.elsewhere', params: { value: 'https://goproxy.io' } },
    })
    expect(rows.get('GOSUMDB')).toMatchObject({ verdict: 'ok', blockedBy: null })
    expect(rows.get('GOFLAGS')).toMatchObject({ verdict: 'note', reason: { key: 'goenv.reason.elsewhereUnknown' } })
  })
})
