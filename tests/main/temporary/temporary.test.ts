// A proxy or a database for a while: what is in force (asked of a real go), when it ends, what is put back and what is not.
// Red when, for one, remainingOf (main/temporary/term.ts) trusts the clock on the wall alone, or #begin
// (main/temporary/temporary.ts) writes no lease.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readIfExists } from '../../../main/kit'
import { openLeases } from '../../../main/temporary/leases'
import { overBecause, remainingOf, termFrom } from '../../../main/temporary/term'
import { text } from '../../../preload/contract/text'
import { rejection } from '../../helpers/failure-of'
import { goneProcess, type TemporaryScene, temporaryScene } from '../../helpers/temporary-scene'

let cases = 0
const test = (name: string, body: () => Promise<void>): void => {
  it(name, async () => {
    cases += 1
    await body()
  })
}
afterAll(() => {
  console.log(`temporary values: ${cases} cases`)
  expect(cases).toBeGreaterThanOrEqual(22)
})

const mine = '# mine\nGOPROXY=https://proxy.golang.org,direct\nGOPRIVATE=corp.example/*\n'
const minutes = (count: number) => ({ minutes: count })
const off = { name: 'GOSUMDB', value: 'off', span: minutes(15) } as const

const begin = async ({ apply, temporary }: TemporaryScene, request: Parameters<typeof temporary.plan>[0] = off) =>
  apply(await temporary.plan(request))
const content = async ({ file }: TemporaryScene): Promise<string | null> =>
  (await readIfExists(file))?.toString() ?? null
const leases = async ({ temporary }: TemporaryScene) => (await temporary.state()).leases
const stateFile = ({ world }: TemporaryScene): string => join(world.dirs.state, 'temporary.json')
const minute = 60_000

describe('a value for a while', () => {
  test('is in force, ends when its time is over, and leaves the very bytes', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    expect(await scene.inForce('GOSUMDB')).toBe('off')
    expect(await leases(scene)).toMatchObject([
      { name: 'GOSUMDB', value: 'off', original: null, remaining: 15 * minute, failure: null },
    ])
    expect((await stat(stateFile(scene))).mode & 0o777).toBe(0o600)
    scene.clock.advance(15 * minute - 1)
    await scene.temporary.settle()
    expect(await scene.inForce('GOSUMDB')).toBe('off')
    scene.clock.advance(1)
    await scene.temporary.settle()
    expect(await content(scene)).toBe(mine)
    expect(await scene.inForce('GOSUMDB')).toBe('sum.golang.org')
    const { ended, leases: left } = await scene.temporary.state()
    expect(left).toEqual([])
    expect(ended).toMatchObject([{ name: 'GOSUMDB', value: 'off', outcome: 'put-back', why: 'time' }])
    expect((await scene.temporary.told(ended.map(({ id }) => id))).ended).toEqual([])
    expect((await scene.journal.list()).map(({ title, phase }) => [title.key, phase])).toEqual([
      ['temporary.title.end', 'applied'],
      ['temporary.title.begin', 'undone'],
    ])
  })

  test('ends by the timer of a host that runs', async () => {
    const scene = await temporaryScene(null)
    await begin(scene)
    // a sleep moves the clock on
    await scene.temporary.follow(new AbortController().signal, { untilNone: true })
    expect(await content(scene)).toBeNull()
    expect(await leases(scene)).toEqual([])
  })

  test('ends now when asked, once', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    expect(await scene.temporary.end('GOSUMDB')).toMatchObject({ outcome: 'put-back', why: 'asked' })
    expect(await content(scene)).toBe(mine)
    expect(await rejection(scene.temporary.end('GOSUMDB'))).toMatchObject({
      code: 'INVALID_INPUT',
      details: { fault: 'no-lease' },
    })
    expect((await scene.temporary.state()).ended).toEqual([])
  })

  test('lasts longer when it is extended, from then on', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    scene.clock.advance(14 * minute)
    expect((await scene.temporary.extend('GOSUMDB', minutes(60))).leases).toMatchObject([{ remaining: 60 * minute }])
    scene.clock.advance(59 * minute)
    await scene.temporary.settle()
    expect(await scene.inForce('GOSUMDB')).toBe('off')
    scene.clock.advance(minute)
    await scene.temporary.settle()
    expect(await content(scene)).toBe(mine)
  })

  test('replaced by another one brings back what was there at first', async () => {
    const scene = await temporaryScene(`${mine}GOSUMDB=sum.golang.org\n`)
    await begin(scene)
    await begin(scene, { name: 'GOSUMDB', value: 'sum.golang.google.cn', span: minutes(60) })
    expect(await leases(scene)).toMatchObject([{ value: 'sum.golang.google.cn', original: 'sum.golang.org' }])
    scene.clock.advance(15 * minute)
    await scene.temporary.settle()
    expect(await scene.inForce('GOSUMDB')).toBe('sum.golang.google.cn')
    scene.clock.advance(45 * minute)
    await scene.temporary.settle()
    expect(await content(scene)).toBe(`${mine}GOSUMDB=sum.golang.org\n`)
  })

  test('of each variable is one by itself', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    await begin(scene, { name: 'GOPROXY', value: 'https://goproxy.cn,direct', span: minutes(60) })
    scene.clock.advance(15 * minute)
    await scene.temporary.settle()
    expect([await scene.inForce('GOSUMDB'), await scene.inForce('GOPROXY')]).toEqual([
      'sum.golang.org',
      'https://goproxy.cn,direct',
    ])
    scene.clock.advance(45 * minute)
    await scene.temporary.settle()
    expect(await content(scene)).toBe(mine)
  })
})

describe('what somebody does meanwhile', () => {
  test('another value is left alone and told', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    await writeFile(scene.file, `${mine}GOSUMDB=sum.golang.google.cn\n`)
    scene.clock.advance(20 * minute)
    await scene.temporary.settle()
    expect(await content(scene)).toBe(`${mine}GOSUMDB=sum.golang.google.cn\n`)
    expect((await scene.temporary.state()).ended).toMatchObject([{ outcome: 'left-alone', why: 'time' }])
  })

  test('another value before its time ends it at once', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    await writeFile(scene.file, `${mine}GOSUMDB=sum.golang.google.cn\n`)
    await scene.temporary.settle()
    expect(await scene.temporary.state()).toMatchObject({
      leases: [],
      ended: [{ outcome: 'left-alone', why: 'changed' }],
    })
  })

  test('a change of the line beside it is kept, and the value put back all the same', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    await writeFile(scene.file, '# theirs\nGOPRIVATE=other.example\nGOSUMDB=off\nGOFLAGS=-mod=mod\n')
    scene.clock.advance(15 * minute)
    await scene.temporary.settle()
    expect(await content(scene)).toBe('# theirs\nGOPRIVATE=other.example\nGOFLAGS=-mod=mod\n')
    expect((await scene.temporary.state()).ended).toMatchObject([{ outcome: 'put-back' }])
  })

  test('undone in the history is forgotten without a word', async () => {
    const scene = await temporaryScene(mine)
    const id = await begin(scene)
    const { plan } = await scene.journal.planUndo({ ids: [id] })
    for await (const _ of scene.journal.apply(plan.id));
    await scene.temporary.settle()
    expect(await scene.temporary.state()).toMatchObject({ leases: [], ended: [] })
    expect(await content(scene)).toBe(mine)
  })

  test('a file that can not be written keeps the promise, which says why', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    const { file } = scene
    const leased = await readFile(file)
    const { rm, mkdir, rmdir } = await import('node:fs/promises')
    await rm(file)
    await mkdir(file)
    scene.clock.advance(15 * minute)
    await scene.temporary.settle()
    expect(await leases(scene)).toMatchObject([{ remaining: 0, failure: { code: 'FILE_UNSUITABLE' } }])
    await rmdir(file)
    await writeFile(file, leased)
    await scene.temporary.settle()
    expect(await content(scene)).toBe(mine)
  })
})

describe('clocks, restarts and owners', () => {
  test('a clock that is set back does not lengthen it', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    scene.clock.advance(-24 * 60 * minute)
    scene.boot.uptime += (24 * 60 + 15) * minute
    await scene.temporary.settle()
    expect(await content(scene)).toBe(mine)
  })

  test('a clock that stands still does not either', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    scene.boot.uptime += 15 * minute
    await (await scene.again()).settle()
    expect(await content(scene)).toBe(mine)
  })

  test('a restart of the computer ends it', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    Object.assign(scene.boot, { id: 'second', uptime: 5000 })
    await (await scene.again()).settle()
    expect(await content(scene)).toBe(mine)
    expect((await scene.temporary.state()).ended).toMatchObject([{ why: 'rebooted' }])
  })

  test('until quit: the end of the host puts it back', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene, { ...off, span: { until: 'quit' } })
    expect(await leases(scene)).toMatchObject([{ until: null, remaining: null }])
    scene.clock.advance(30 * 24 * 60 * minute)
    await (await scene.again()).settle()
    expect(await scene.inForce('GOSUMDB')).toBe('off')
    await scene.temporary.close()
    expect(await content(scene)).toBe(mine)
  })

  test('until quit: the next start puts it back when the owner is gone', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene, { ...off, span: { until: 'quit' } })
    const file = openLeases(stateFile(scene), scene.world)
    const kept = await file.read()
    const owner = await goneProcess()
    await file.write({ ...kept, leases: kept.leases.map((lease) => ({ ...lease, owner })) })
    await (await scene.again()).settle()
    expect(await content(scene)).toBe(mine)
    expect((await scene.temporary.state()).ended).toMatchObject([{ why: 'owner-gone' }])
  })

  test('of several processes one puts it back', async () => {
    const scene = await temporaryScene(mine)
    await begin(scene)
    scene.clock.advance(15 * minute)
    const others = await Promise.all([scene.again(), scene.again(), scene.again()])
    await Promise.all([scene.temporary, ...others].map((one) => one.settle()))
    expect(await content(scene)).toBe(mine)
    expect((await scene.temporary.state()).ended).toHaveLength(1)
    const ends = (await scene.journal.list()).filter(({ title }) => title.key === 'temporary.title.end')
    expect(ends).toHaveLength(1)
  })

  test('the arithmetic', async () => {
    const at = (wall: number, uptime: number, id = 'a') => ({ wall, boot: { id, uptime } })
    const term = termFrom(minutes(1), at(1_000_000, 5000))
    expect(remainingOf(term, at(1_000_000, 5000))).toBe(minute)
    expect(remainingOf(term, at(0, 5000 + minute))).toBe(0)
    expect(remainingOf(term, at(1_000_000 + minute, 5000))).toBe(0)
    // where there is no id, less time since the start tells
    expect(remainingOf(termFrom(minutes(1), at(0, 5000, '')), at(0, 100, ''))).toBe(0)
    const lease = { term: termFrom({ until: 'quit' }, at(0, 0)) } as Parameters<typeof overBecause>[0]
    expect([overBecause(lease, at(9e12, 9e12), true), overBecause(lease, at(0, 1), false)]).toEqual([
      null,
      'owner-gone',
    ])
    expect(overBecause(lease, at(0, 1, 'b'), true)).toBe('rebooted')
  })
})

describe('planning', () => {
  test('off says what it means and what is better', async () => {
    const { temporary } = await temporaryScene(mine)
    const { notes } = await temporary.plan(off)
    expect(notes.map(({ key }) => key)).toEqual([
      'temporary.note.off',
      'temporary.cure.mirror',
      'temporary.cure.database',
      'temporary.cure.private',
      'temporary.note.minutes',
    ])
    const { cures } = await temporary.state()
    expect(cures.map(({ kind, values }) => [kind, values])).toEqual([
      ['mirror', { GOPROXY: 'https://goproxy.cn,direct' }],
      ['database', { GOSUMDB: 'sum.golang.google.cn' }],
      ['private', null],
    ])
  })

  test('what is so already changes nothing and promises nothing', async () => {
    const scene = await temporaryScene('GOSUMDB=off\n')
    expect(await scene.temporary.plan(off)).toMatchObject({ changes: [], notes: [text('temporary.note.same')] })
    expect(await leases(scene)).toEqual([])
  })

  test('what go would not take is refused', async () => {
    const { temporary } = await temporaryScene(mine)
    for (const [name, value] of [
      ['GOSUMDB', 'nonsense'],
      ['GOSUMDB', ''],
      ['GOPROXY', 'nonsense'],
      ['GOPROXY', 'http://me:pw@x.example'],
    ] as const) {
      expect(await rejection(temporary.plan({ name, value, span: minutes(1) }))).toMatchObject({
        code: 'INVALID_INPUT',
      })
    }
  })

  test('a plan that fails leaves neither value nor promise', async () => {
    const scene = await temporaryScene(mine)
    const plan = await scene.temporary.plan(off)
    // biome-ignore lint/correctness/useYield: it fails before it could
    const check = async function* (): AsyncGenerator<never, void> {
      throw new Error('no')
    }
    const failing = { ...plan, check }
    await rejection(scene.apply(failing))
    expect(await content(scene)).toBe(mine)
    expect(await leases(scene)).toEqual([])
    // nor does it keep the lock
    await begin(scene)
    expect(await leases(scene)).toHaveLength(1)
  })

  test('a password in a proxy is shown nowhere', async () => {
    const scene = await temporaryScene('GOPROXY=https://me:hunter2@old.example\n')
    await begin(scene, { name: 'GOPROXY', value: 'https://you:hunter3@new.example', span: minutes(15) })
    const shown = JSON.stringify([await scene.temporary.state(), await scene.journal.list()])
    expect(shown).not.toMatch(/"value":"[^"]*hunter/)
    expect(JSON.stringify(await scene.temporary.state())).not.toContain('hunter')
    scene.clock.advance(15 * minute)
    await scene.temporary.settle()
    expect(JSON.stringify(await scene.temporary.state())).not.toContain('hunter')
    expect(await content(scene)).toBe('GOPROXY=https://me:hunter2@old.example\n')
  })
})
