// The go env file when many write it, and when a writer dies: at every change of the file system that it makes, in the
// middle of every write, and at random moments. It is what it was before or what it should be, never torn, never empty.
// Red when, for one, writeAtomic (main/kit/files.ts) writes in place; the twelve writers when writeChange
// (main/journal/file-change.ts) neither takes the lock nor looks again.
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Journal } from '../../main/journal'
import { readIfExists } from '../../main/kit'
import { type GoRooms, goRooms } from '../helpers/go-rooms'
import { buildGoenvWriters, type GoenvWriters } from '../helpers/goenv-writer'
import { eachOf, numbersFrom, seedFrom } from '../helpers/seeded'
import { giveToNobody } from '../helpers/shell-child'
import { installed } from '../helpers/shells'

const seed = seedFrom('GOREADY_GOENV_SEED', 20_261_124)
const isRoot = process.geteuid?.() === 0 && installed('setpriv') !== null
let moments = 0
let writer: GoenvWriters
beforeAll(async () => {
  writer = await buildGoenvWriters()
})
afterAll(async () => {
  await writer.remove()
  console.log(`go env files: writers died at ${moments} moments, random ones from GOREADY_GOENV_SEED=${seed}`)
})

const theirs = `# mine\n${'FOREIGN=kept\n'.repeat(400)}garbage`
const content = async ({ file }: GoRooms): Promise<string | null> => (await readIfExists(file))?.toString() ?? null

/** After a writer's death: the file is one of these, also once that is tidied up, and the next writer has its way. */
async function survives(rooms: GoRooms, allowed: readonly (string | null)[]): Promise<void> {
  expect(allowed).toContain(await content(rooms))
  await new Journal(rooms.world, rooms.shell.kinds).recover()
  const tidied = await content(rooms)
  expect(allowed).toContain(tidied)
  const beside = await readdir(dirname(rooms.file)).catch(() => [])
  expect(beside).toEqual(tidied === null ? [] : ['env'])
  const phases = (await rooms.journal.list()).map(({ phase }) => phase)
  expect(phases.filter((phase) => phase !== 'applied' && phase !== 'rolled-back')).toEqual([])
  await rooms.apply(await rooms.goenv.planSet({ GOSUMDB: 'off' }))
  expect(await content(rooms)).toBe(
    tidied === null ? 'GOSUMDB=off\n' : `${tidied.replace(/(?<!\n)$/, '\n')}GOSUMDB=off\n`,
  )
}

describe('a writer that dies', () => {
  const after = `${theirs}\nGOPROXY=direct\n`
  for (const [name, before, done] of [
    ['a file', theirs, after],
    ['no file and no folder', null, 'GOPROXY=direct\n'],
  ] as const) {
    const scene = async (): Promise<GoRooms> => {
      const rooms = await goRooms({ env: { PATH: '/none' } })
      if (before !== null) await rooms.write('.config/go/env', before)
      return rooms
    }
    const set = [['GOPROXY', 'direct']] as const

    it(`at every change that it makes, and in the middle of every write: ${name}`, async () => {
      const whole = await writer.write((await scene()).world.home, set)
      if (whole.kind !== 'done') throw new Error(JSON.stringify(whole))
      expect(whole.changes.length).toBeGreaterThanOrEqual(25)
      const deaths = [...whole.changes].flatMap((kind, at) => [
        { dieAt: at + 1 },
        ...(kind === 'w' ? [{ dieAt: at + 1, torn: true }] : []),
      ])
      expect(deaths.length).toBeGreaterThanOrEqual(36)
      const scenes = await Promise.all(deaths.map(scene))
      await eachOf(deaths, 3, async (death, index) => {
        const rooms = scenes[index]
        if (rooms === undefined) throw new Error('no scene')
        moments += 1
        expect(await writer.write(rooms.world.home, set, death)).toEqual({ kind: 'killed' })
        await survives(rooms, [before, done])
      })
    })
  }

  it('at forty random moments of writing without end', async () => {
    const pick = numbersFrom(`${seed} deaths`)
    const values = Array.from({ length: 5000 }, (_, index) => ['GOPROXY', `v${index}`] as const)
    const allowed = [theirs, ...values.map(([, value]) => `${theirs}\nGOPROXY=${value}\n`)]
    const deaths = Array.from({ length: 40 }, () => pick(120))
    const scenes = await Promise.all(deaths.map(() => goRooms({ env: { PATH: '/none' } })))
    await eachOf(deaths, 3, async (killAfter, index) => {
      const rooms = scenes[index]
      if (rooms === undefined) throw new Error('no scene')
      moments += 1
      await rooms.write('.config/go/env', theirs)
      expect(await writer.write(rooms.world.home, values, { killAfter })).toEqual({ kind: 'killed' })
      await survives(rooms, allowed)
    })
  })
})

it('twelve writers at once, nine values each: no key of anybody is lost, and whoever reads sees whole files', async () => {
  const rooms = await goRooms({ env: { PATH: '/none' } })
  const lines = Array.from({ length: 200 }, (_, index) => `FOREIGN_${index}=${'x'.repeat(index)}\n`).join('')
  await rooms.write('.config/go/env', lines)
  const shares = Array.from({ length: 12 }, (_, share) =>
    [0, 1, 2].flatMap((round) =>
      names.filter((_, index) => index % 12 === share).map((name) => [name, `/${name}/${round}`] as const),
    ),
  )
  let isWriting = true
  const reading = (async () => {
    const seen = new Set<string>()
    while (isWriting) seen.add(await readFile(rooms.file, 'utf8'))
    return seen
  })()
  const ends = await Promise.all(shares.map((share) => writer.write(rooms.world.home, share)))
  isWriting = false
  const seen = await reading
  for (const one of seen) {
    expect(one.startsWith(lines)).toBe(true)
    expect(one.slice(lines.length)).toMatch(/^(?:\w+=\/\w+\/[012]\n)*$/)
  }
  const added = (await readFile(rooms.file, 'utf8')).slice(lines.length).split('\n').slice(0, -1)
  expect(added.sort()).toEqual(names.map((name) => `${name}=/${name}/2`).sort())
  expect(ends.every(({ kind }) => kind === 'done')).toBe(true)
  const retries = ends.reduce((sum, end) => sum + (end.kind === 'done' ? end.retries : 0), 0)
  console.log(
    `108 writes by 12 processes planned again ${retries} times; ${seen.size} different files were seen meanwhile`,
  )
  // they did get into each other's way
  expect(retries).toBeGreaterThan(0)
  expect(new Set((await rooms.journal.list()).map(({ phase }) => phase))).toEqual(new Set(['applied', 'rolled-back']))
})

const flags = ['CFLAGS', 'CPPFLAGS', 'CXXFLAGS', 'FFLAGS', 'LDFLAGS']
const names = [
  ...flags.flatMap((name) => [`CGO_${name}`, `CGO_${name}_ALLOW`, `CGO_${name}_DISALLOW`]),
  ...['AR', 'CC', 'CXX', 'FC', 'GCCGO', 'PKG_CONFIG', 'GOPROXY', 'GOSUMDB', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB'],
  ...['GOBIN', 'GOCACHE', 'GOTMPDIR', 'GOMODCACHE', 'GOPATH', 'GOVCS', 'GOINSECURE', 'GOAUTH', 'GOWASM', 'GO386'],
]

describe('a user who may not write', () => {
  const nobodys = async (): Promise<GoRooms> => {
    const rooms = await goRooms()
    await rooms.write('.config/go/env', '# mine\n')
    const { home } = rooms.world
    await giveToNobody(home, join(home, '.config'), join(home, '.config/go'), rooms.file)
    return rooms
  }
  const isRefused = async (rooms: GoRooms): Promise<void> => {
    const end = await writer.write(rooms.world.home, [['GOPROXY', 'direct']], { asNobody: true })
    expect(end).toEqual({ kind: 'failed', code: 'PERMISSION_DENIED' })
    expect(await content(rooms)).toBe('# mine\n')
    expect(await readdir(dirname(rooms.file))).toEqual(['env'])
  }

  it.skipIf(!isRoot)('a read-only file is never replaced, though its folder would allow it', async () => {
    const rooms = await nobodys()
    await chmod(rooms.file, 0o444)
    await isRefused(rooms)
  })

  it.skipIf(!isRoot)('a read-only folder', async () => {
    const rooms = await nobodys()
    await chmod(dirname(rooms.file), 0o555)
    await isRefused(rooms)
  })

  it.skipIf(!isRoot)('a home without the folder, which can not be made', async () => {
    const rooms = await goRooms()
    const config = join(rooms.world.home, '.config')
    await mkdir(config, { recursive: true })
    await giveToNobody(rooms.world.home)
    const end = await writer.write(rooms.world.home, [['GOPROXY', 'direct']], { asNobody: true })
    expect(end).toEqual({ kind: 'failed', code: 'PERMISSION_DENIED' })
    expect(await readdir(config)).not.toContain('go')
  })
})
