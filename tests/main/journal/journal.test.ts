import { chmod, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ApplyContext, type Change, Journal, type Plan, planFileEdit, planLink } from '../../../main/journal'
import { type LinkChangeData, linkChangeKind } from '../../../main/journal/link-change'
import { Failure } from '../../../main/kit'
import { text } from '../../../preload/contract'
import { drain } from '../../helpers/drain'
import { treeOf } from '../../helpers/tree'
import { type TestWorld, testWorld } from '../../helpers/world'

const reason = text('journal.undoTitle', { count: 0 })

async function edit(path: string, content: string | null): Promise<Change> {
  const change = await planFileEdit({ path, edit: () => (content === null ? null : Buffer.from(content)), reason })
  if (!change) throw new Error('nothing to change')
  return change
}

function plan(changes: readonly (Change | null)[], more: Partial<Plan> = {}): Plan {
  return { title: reason, changes: changes.filter((change) => change !== null), notes: [], ...more }
}

async function setUp(): Promise<{ world: TestWorld; journal: Journal; at: (name: string) => string }> {
  const world = await testWorld()
  return { world, journal: new Journal(world, []), at: (name) => join(world.home, name) }
}

async function apply(journal: Journal, what: Plan): Promise<string> {
  return (await drain(journal.apply(journal.hold(what).id))).returned.entryId
}

async function undo(journal: Journal, ...ids: string[]): Promise<number> {
  const { plan: undoing, conflicts } = await journal.planUndo(ids.length > 0 ? { ids } : { all: true })
  await drain(journal.apply(undoing.id))
  return conflicts.length
}

const own = ['.local', '.config']

describe('apply and undo', () => {
  test('edits, creates and deletes files, makes folders, switches links; undo of all restores every byte', async () => {
    const { world, journal, at } = await setUp()
    await writeFile(at('.bashrc'), Buffer.from([0xe9, 0xff, 0x0d, 0x0a, 0x41]))
    await chmod(at('.bashrc'), 0o640)
    await writeFile(at('old'), 'to be deleted')
    const before = await treeOf(world.home, own)

    await apply(
      journal,
      plan([
        await edit(at('.bashrc'), 'one\n'),
        await edit(at('deep/er/file'), 'new'),
        await edit(at('old'), null),
        await planLink(at('links/current'), at('a'), reason),
      ]),
    )
    await apply(
      journal,
      plan([await edit(at('.bashrc'), 'two\n'), await planLink(at('links/current'), at('b'), reason)]),
    )

    expect(await readFile(at('.bashrc'), 'utf8')).toBe('two\n')
    expect((await stat(at('.bashrc'))).mode & 0o777).toBe(0o640)
    expect(await readlink(at('links/current'))).toBe(at('b'))
    expect(await undo(journal)).toBe(0)
    expect(await treeOf(world.home, own)).toBe(before)
    expect((await journal.list()).map((entry) => entry.phase)).toEqual(['applied', 'undone', 'undone'])
  })

  test('an undo can be undone, and undone again', async () => {
    const { journal, at } = await setUp()
    const first = await apply(journal, plan([await edit(at('file'), 'x')]))
    await undo(journal, first)
    const [undoing] = await journal.list()
    await undo(journal, undoing?.id ?? '')
    expect(await readFile(at('file'), 'utf8')).toBe('x')
    await undo(journal)
    await expect(readFile(at('file'))).rejects.toThrow('ENOENT')
  })

  test('undoing one entry keeps what others did to other lines of the same file', async () => {
    const { journal, at } = await setUp()
    await writeFile(at('env'), 'A=1\nB=2\nC=3\nD=4\nE=5\n')
    const first = await apply(journal, plan([await edit(at('env'), 'A=one\nB=2\nC=3\nD=4\nE=5\n')]))
    await apply(journal, plan([await edit(at('env'), 'A=one\nB=2\nC=3\nD=4\nE=five\n')]))
    expect(await undo(journal, first)).toBe(0)
    expect(await readFile(at('env'), 'utf8')).toBe('A=1\nB=2\nC=3\nD=4\nE=five\n')
  })

  test('a line that somebody changed since is a conflict, shown and left alone', async () => {
    const { journal, at } = await setUp()
    await writeFile(at('env'), 'A=1\n')
    const id = await apply(journal, plan([await edit(at('env'), 'A=2\n')]))
    await writeFile(at('env'), 'A=mine\n')
    const { plan: undoing, conflicts } = await journal.planUndo({ ids: [id] })
    expect(undoing.changes).toEqual([])
    expect(conflicts.map(({ path }) => path)).toEqual([at('env')])
    expect(conflicts[0]?.expected.map((line) => `${line.kind} ${line.text}`)).toEqual(['removed A=mine', 'added A=1'])
  })

  test('a symbolic link to a dotfile stays a link and its target is edited', async () => {
    const { journal, at } = await setUp()
    await mkdir(at('dotfiles'))
    await writeFile(at('dotfiles/bashrc'), 'old\n')
    await symlink('dotfiles/bashrc', at('.bashrc'))
    await apply(journal, plan([await edit(at('.bashrc'), 'new\n')]))
    expect(await readlink(at('.bashrc'))).toBe('dotfiles/bashrc')
    expect(await readFile(at('dotfiles/bashrc'), 'utf8')).toBe('new\n')
  })
})

describe('what goes wrong', () => {
  test('a file changed since the preview is refused before anything is done', async () => {
    const { journal, at } = await setUp()
    const held = journal.hold(plan([await edit(at('first'), 'x'), await edit(at('second'), 'x')]))
    await writeFile(at('second'), 'somebody else')
    await expect(drain(journal.apply(held.id))).rejects.toMatchObject({ code: 'PLAN_STALE' })
    await expect(readFile(at('first'))).rejects.toThrow('ENOENT')
    expect(await journal.list()).toEqual([])
  })

  test('a failing check takes everything back and keeps the failure', async () => {
    const { world, journal, at } = await setUp()
    await writeFile(at('.zshrc'), 'mine')
    const before = await treeOf(world.home, own)
    const failing = plan([await edit(at('.zshrc'), 'ours'), await edit(at('x/y'), 'z')], {
      // biome-ignore lint/correctness/useYield: fails before it has anything to say
      async *check() {
        throw new Failure('SHELL_NOT_VERIFIED', 'go is not first', { shell: 'zsh', why: 'test' })
      },
    })
    await expect(drain(journal.apply(journal.hold(failing).id))).rejects.toMatchObject({ code: 'SHELL_NOT_VERIFIED' })
    expect(await treeOf(world.home, own)).toBe(before)
    expect(await journal.list()).toMatchObject([{ phase: 'rolled-back', failure: { code: 'SHELL_NOT_VERIFIED' } }])
  })

  test('cancelling between two changes takes the first back', async () => {
    const { world, journal, at } = await setUp()
    const before = await treeOf(world.home, own)
    const stop = new AbortController()
    const held = journal.hold(plan([await edit(at('a'), '1'), await edit(at('b'), '2')]))
    const run = async (): Promise<void> => {
      for await (const step of journal.apply(held.id, stop.signal)) {
        if (step.kind === 'change' && step.phase === 'done') stop.abort()
      }
    }
    await expect(run()).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await treeOf(world.home, own)).toBe(before)
  })

  test('a consumer that stops listening cancels too', async () => {
    const { world, journal, at } = await setUp()
    const before = await treeOf(world.home, own)
    const held = journal.hold(plan([await edit(at('a'), '1'), await edit(at('b'), '2')]))
    for await (const step of journal.apply(held.id)) if (step.kind === 'change' && step.change === 1) break
    expect(await treeOf(world.home, own)).toBe(before)
    expect(await journal.list()).toMatchObject([{ phase: 'rolled-back', failure: { code: 'CANCELLED' } }])
  })

  test('a plan is applied once; an unknown one is said to be unknown', async () => {
    const { journal, at } = await setUp()
    const held = journal.hold(plan([await edit(at('a'), '1')]))
    await drain(journal.apply(held.id))
    await expect(drain(journal.apply(held.id))).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' })
  })

  test('folders, loops and dangling links can not be edited', async () => {
    const { at } = await setUp()
    await mkdir(at('dir'))
    await symlink('loop', at('loop'))
    await symlink('nothing', at('dangling'))
    for (const name of ['dir', 'loop', 'dangling']) {
      await expect(edit(at(name), 'x')).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
    }
  })

  test('a damaged journal file is set aside, not a reason to stop', async () => {
    const { world, journal, at } = await setUp()
    await apply(journal, plan([await edit(at('a'), '1')]))
    await writeFile(join(world.dirs.state, 'journal', '20200101T000000000Z-abc.json'), '{"version":1,')
    expect(await journal.list()).toHaveLength(1)
    expect(world.logged.join('')).toContain('damaged')
  })
})

describe('recovery', () => {
  test('an entry whose process died is taken back at the next start', async () => {
    const { world, at } = await setUp()
    await writeFile(at('.profile'), 'before\n')
    const before = await treeOf(world.home, own)
    const changes = [await edit(at('.profile'), 'after\n'), await edit(at('never'), 'written')]
    const crashed = new Journal(world, [])
    const steps = crashed.apply(crashed.hold(plan(changes)).id)
    await steps.next()
    await steps.next() // the first change is done, then the process "dies": the generator is never resumed
    const [entry] = await crashed.list()
    expect(entry?.phase).toBe('applying')
    await forgetOwner(world, entry?.id ?? '')

    const next = new Journal(world, [])
    expect(await next.recover()).toEqual([{ id: entry?.id, outcome: 'rolled-back' }])
    expect(await treeOf(world.home, own)).toBe(before)
    expect(await next.recover()).toEqual([])
  })

  test('what somebody edited after the crash is left alone and pointed out', async () => {
    const { world, at } = await setUp()
    await writeFile(at('.profile'), 'before\n')
    const crashed = new Journal(world, [])
    const steps = crashed.apply(crashed.hold(plan([await edit(at('.profile'), 'after\n')])).id)
    await steps.next()
    await steps.next()
    const [entry] = await crashed.list()
    await forgetOwner(world, entry?.id ?? '')
    await writeFile(at('.profile'), 'mine\n')
    expect(await new Journal(world, []).recover()).toMatchObject([{ outcome: 'needs-attention' }])
    expect(await readFile(at('.profile'), 'utf8')).toBe('mine\n')
  })

  test('an entry of a living process is not touched', async () => {
    const { world, at } = await setUp()
    const busy = new Journal(world, [])
    const steps = busy.apply(busy.hold(plan([await edit(at('a'), '1')])).id)
    await steps.next()
    await steps.next()
    expect(await new Journal(world, []).recover()).toEqual([])
    expect(await readFile(at('a'), 'utf8')).toBe('1')
    await steps.next()
  })
})

test('a change kind of another room is reversed when a later one fails', async () => {
  const world = await testWorld()
  const done: string[] = []
  const kind = {
    kind: 'toy',
    preview: () => ({ kind: 'sdk-remove' as const, version: '', path: '', reason, notes: [] }),
    state: async (data: { name: string }) => (done.includes(data.name) ? ('after' as const) : ('before' as const)),
    async *apply(data: { name: string; undo?: boolean; fail?: boolean }, _context: ApplyContext) {
      yield { kind: 'check' as const }
      if (data.fail) throw new Error('boom')
      if (data.undo) done.splice(done.indexOf(data.name), 1)
      else done.push(data.name)
    },
    reverse: (data: { name: string }) => ({ kind: 'toy', data: { ...data, undo: true } }),
  }
  const journal = new Journal(world, [kind])
  const changes = [
    { kind: 'toy', data: { name: 'a' } },
    { kind: 'toy', data: { name: 'b', fail: true } },
  ]
  await expect(drain(journal.apply(journal.hold(plan(changes)).id))).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(done).toEqual([])
})

async function forgetOwner(world: TestWorld, id: string): Promise<void> {
  const path = join(world.dirs.state, 'journal', `${id}.json`)
  const entry = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(
    path,
    JSON.stringify({ ...entry, owner: { pid: process.pid, start: 'an earlier process of this id' } }),
  )
}

test('a preview hides credentials, the file keeps them', async () => {
  const { journal, at } = await setUp()
  const held = journal.hold(plan([await edit(at('env'), 'GOPROXY=https://me:hunter22@proxy.example\n')]))
  expect(JSON.stringify(held)).not.toContain('hunter22')
  await drain(journal.apply(held.id))
  expect(await readFile(at('env'), 'utf8')).toContain('hunter22')
})

test('a link that was being switched when the process ended leaves nothing beside it', async () => {
  const { world, at } = await setUp()
  const lockDir = join(world.dirs.state, 'locks')
  const kind = linkChangeKind({ clock: world.clock, lockDir })
  const change = await planLink(at('deep/er/current'), at('a'), reason)
  await mkdir(at('deep/er'), { recursive: true })
  await symlink(at('a'), at('deep/er/current.0123abcd'))
  await kind.sweep?.(change?.data as LinkChangeData, 'entry')
  expect(await treeOf(world.home, own)).toBe('')
  // what only looks alike stays, and so does a folder that is in use
  await mkdir(at('deep/er'), { recursive: true })
  await writeFile(at('deep/er/current.0123abcd'), 'a file')
  await symlink(at('a'), at('deep/er/current.backup'))
  await kind.sweep?.(change?.data as LinkChangeData, 'entry')
  expect((await treeOf(world.home, own)).split('\n')).toHaveLength(4)
})
