// Our block in rc files after somebody's hands were in it, and in 10,000 random files: what is not ours keeps every byte,
// what is damaged is refused with its reason, and taking it off gives the file back.
// Red when, for one, removeBlock (main/shell/rc-block.ts) always takes the newline before the block, or findBlock does not
// compare the checksum.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Change, type FileChangeData, Journal, planFileEdit } from '../../main/journal'
import { applyBlock, findBlock, removeBlock } from '../../main/shell/rc-block'
import { drain } from '../helpers/drain'
import { failureOf, rejection } from '../helpers/failure-of'
import { type Files, has, skeleton, type Tried } from '../helpers/rc-suite'
import { numbersFrom, seedFrom } from '../helpers/seeded'
import { openShell, type ShellScene } from '../helpers/shell-scene'
import { treeOf } from '../helpers/tree'
import { testWorld } from '../helpers/world'

const seed = seedFrom('GOREADY_RC_SEED', 20_261_124)
const randomFiles = 10_000
const filesOnDisk = 1_000
let hands = 0
let random = 0
afterAll(() => {
  console.log(`${hands} blocks that were touched, ${random} random files from GOREADY_RC_SEED=${seed}`)
  expect(hands).toBeGreaterThanOrEqual(15 * 6)
})

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const first = /^# >>> goready initialize >>>.*\n/m
const last = '# <<< goready initialize <<<\n'
const block = /# >>> goready initialize >>>[\s\S]*# <<< goready initialize <<<\n/
const blocks = /# >>> goready initialize >>>[\s\S]*?# <<< goready initialize <<<\n/g

/** What somebody does to a file that has our block, and what applying again says to it. */
const touched: readonly { name: string; touch: (content: string) => string; again: string | 'nothing' | 'mends' }[] = [
  {
    name: 'a line added inside',
    touch: (text) => text.replace(last, `export MINE=1\n${last}`),
    again: 'RC_BLOCK_EDITED',
  },
  {
    name: 'a line taken out',
    touch: (text) => text.replace(/^(?:if \[ -r "\$HOME\/\.local|.*set -l goready).*\n/m, ''),
    again: 'RC_BLOCK_EDITED',
  },
  { name: 'a word changed', touch: (text) => text.replace('# Puts the Go', '# Puts my Go'), again: 'RC_BLOCK_EDITED' },
  {
    name: 'text behind the last marker',
    touch: (text) => text.replace(last, `${last.trimEnd()} mine\n`),
    again: 'RC_BLOCK_EDITED',
  },
  { name: 'the checksum changed', touch: (text) => text.replace(/sha256:./, 'sha256:x'), again: 'RC_BLOCK_EDITED' },
  { name: 'no end marker', touch: (text) => text.replace(last, ''), again: 'RC_MARKERS_BROKEN' },
  { name: 'no start marker', touch: (text) => text.replace(first, ''), again: 'RC_MARKERS_BROKEN' },
  {
    name: 'only a start marker',
    touch: (text) => text.replace(block, '# >>> goready initialize >>>\n'),
    again: 'RC_MARKERS_BROKEN',
  },
  { name: 'the block twice', touch: (text) => text + (block.exec(text)?.[0] ?? ''), again: 'RC_MARKERS_BROKEN' },
  {
    name: 'one in the other',
    touch: (text) => text.replace(last, (block.exec(text)?.[0] ?? '') + last),
    again: 'RC_MARKERS_BROKEN',
  },
  {
    name: 'the markers the wrong way round',
    touch: (text) => text.replace(first, '@').replace(last, '# >>> goready initialize >>>\n').replace('@', last),
    again: 'RC_MARKERS_BROKEN',
  },
  { name: 'lines added around it', touch: (text) => `# before\n${text}# behind\n`, again: 'nothing' },
  {
    name: 'moved to the top',
    touch: (text) => `${block.exec(text)?.[0]}# then\n${text.replace(block, '')}`,
    again: 'nothing',
  },
  { name: 'indented', touch: (text) => text.replace(/^# (>>>|<<<)/gm, '  # $1'), again: 'mends' },
  { name: 'converted to Windows line ends', touch: (text) => text.replaceAll('\n', '\r\n'), again: 'mends' },
]

const tried: readonly { shell: Tried; system: 'debian' | 'fedora' | 'macos' | 'alpine'; file: string }[] = [
  { shell: 'bash', system: 'debian', file: '.bashrc' },
  { shell: 'bash', system: 'fedora', file: '.bash_profile' },
  { shell: 'zsh', system: 'macos', file: '.zshrc' },
  { shell: 'zsh', system: 'fedora', file: '.zprofile' },
  { shell: 'sh', system: 'alpine', file: '.profile' },
  { shell: 'fish', system: 'alpine', file: '.config/fish/conf.d/goready.fish' },
]

describe.each(touched)('$name', ({ touch, again }) => {
  for (const { shell, system, file } of tried) {
    hands += 1
    it.skipIf(!has(shell))(`${shell} of ${system}, ${file}: ${again}`, async () => {
      const scene = await quietScene(await skeleton(system))
      await scene.apply([shell])
      const path = join(scene.world.home, file)
      const ours = await readFile(path, 'latin1')
      const hurt = touch(ours)
      expect(hurt).not.toBe(ours)
      await writeFile(path, latin1(hurt))
      const before = await scene.tree()
      if (again === 'nothing') expect((await scene.shell.planPath([shell])).changes).toEqual([])
      else if (again === 'mends') await isMended(scene, shell, path, hurt)
      else {
        const failure = await rejection(scene.shell.planPath([shell]))
        expect(failure).toMatchObject({ code: again, details: { path } })
        expect((await rejection(scene.shell.changesToRemove())).code).toBe(again)
        expect(await scene.tree()).toBe(before)
      }
      await isUndone(scene, path, hurt)
    })
  }
})

/** A scene whose plans start no fresh shells: this is about the files alone. */
async function quietScene(files: Files): Promise<ShellScene> {
  const scene = await openShell(files)
  await scene.world.settings.set({ checkFreshShell: false })
  return scene
}

/** Rewrites the block in the form that shells read, and nothing else. */
async function isMended(scene: ShellScene, shell: Tried, path: string, hurt: string): Promise<void> {
  const [change] = (await scene.shell.planPath([shell])).changes
  expect(change?.data).toMatchObject({ path })
  await scene.apply([shell])
  const mended = await readFile(path, 'latin1')
  const found = findBlock(latin1(mended))
  if (found.kind !== 'intact') throw new Error(found.kind)
  const old = findBlock(latin1(hurt))
  if (old.kind !== 'intact') throw new Error(old.kind)
  expect(mended.slice(0, found.start)).toBe(hurt.slice(0, old.start))
  expect(mended.slice(found.end)).toBe(hurt.slice(old.end))
  expect(mended.slice(found.start, found.end)).toMatch(/^# >>>[^\r]*# <<< goready initialize <<<\n$/)
  expect((await scene.shell.planPath([shell])).changes).toEqual([])
}

/** Taking the block off takes our lines alone; undo does so, or says that it can't and leaves what somebody did. */
async function isUndone(scene: ShellScene, path: string, hurt: string): Promise<void> {
  const now = await readFile(path, 'latin1')
  const found = findBlock(latin1(now))
  if (found.kind === 'intact') {
    const files = (await scene.shell.changesToRemove()).map(({ data }) => data as FileChangeData)
    const after = files.find((data) => data.path === path)?.after
    const left = Buffer.from(after ?? '', 'base64').toString('latin1')
    const ahead = now.slice(0, found.start)
    expect([ahead, ahead.replace(/\r?\n$/, '')].map((text) => text + now.slice(found.end))).toContain(left)
  }
  const journal = new Journal(scene.world, scene.shell.kinds)
  const { plan, conflicts } = await journal.planUndo({ all: true })
  await drain(journal.apply(plan.id))
  const after = await readFile(path, 'latin1').catch(() => '')
  if (conflicts.length > 0) {
    expect(conflicts).toMatchObject([{ path }])
    expect(after).toBe(hurt)
    return
  }
  // a second one is somebody's own
  expect(after.split(first).length).toBe(hurt.split(first).length - 1)
  const others = (text: string): string[] =>
    text
      .split(blocks)
      .join('')
      .split('\n')
      .filter((line) => line !== '')
  expect(others(after)).toEqual(others(hurt))
}

const body = '# what it is for\nif [ -r "$HOME/x" ]; then . "$HOME/x"; fi\n'
const pieces = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '\\',
    "'",
    '"',
    '`',
    '$(',
    '<<EOF\n',
    'if x; then\n',
    '\0',
    '\xff\xfe',
    '\xef\xbb\xbf',
    '\t',
  ],
  ...[
    '# >>> goready',
    '# >>> goready initialize',
    '<<< goready initialize <<<',
    ' # >>> other initialize >>>\n',
    ' +newline\n',
  ],
  'export A=1\n',
]

function randomFile(pick: (below: number) => number): Buffer {
  const noise = (): string => Buffer.from(Array.from({ length: pick(24) }, () => pick(256))).toString('latin1')
  return latin1(
    Array.from({ length: pick(14) }, () => (pick(2) === 0 ? noise() : (pieces[pick(pieces.length)] ?? ''))).join(''),
  )
}

describe('random files', () => {
  it(`${randomFiles}: once is twice, taken off is as before, and what was added since stays`, () => {
    const pick = numbersFrom(`${seed} files`)
    const fails: unknown[] = []
    for (let index = 0; index < randomFiles; index += 1) {
      random += 1
      const before = randomFile(pick)
      const [ahead, behind] = [randomFile(pick), randomFile(pick)]
      const after = applyBlock(before, body, 'x')
      const older = applyBlock(before, '# older\n', 'x')
      const grown = Buffer.concat([ahead, latin1('\n'), older, behind])
      const isRight =
        after.subarray(0, before.length).equals(before) &&
        findBlock(after).kind === 'intact' &&
        applyBlock(after, body, 'x').equals(after) &&
        removeBlock(after, 'x')?.equals(before) === true &&
        isReplaced(grown, ahead.length + 1 + before.length, behind.length)
      if (!isRight) fails.push([index, before.toString('latin1'), ahead.toString('latin1'), behind.toString('latin1')])
    }
    expect([fails.length, ...fails.slice(0, 2)]).toEqual([0])
    expect(random).toBeGreaterThanOrEqual(10_000)
  })

  it(`${filesOnDisk} on the disk, through the journal and back`, async () => {
    const world = await testWorld()
    const pick = numbersFrom(`${seed} disk`)
    const dir = join(world.home, 'rc')
    await mkdir(dir)
    const paths = Array.from({ length: filesOnDisk }, (_, index) => join(dir, `.rc${index}`))
    for (const path of paths) await writeFile(path, randomFile(pick), { mode: 0o600 + pick(0o100) })
    const before = await treeOf(dir)
    const journal = new Journal(world, [])
    const plan = async (edit: (bytes: Buffer | null, path: string) => Uint8Array | null): Promise<Change[]> => {
      const reason = { key: 'shell.title.path', params: {} } as const
      const changes = await Promise.all(
        paths.map((path) => planFileEdit({ path, edit: (bytes) => edit(bytes, path), reason })),
      )
      return changes.filter((change) => change !== null)
    }
    const changes = await plan((bytes, path) => applyBlock(bytes, body, path))
    expect(changes.length).toBeGreaterThanOrEqual(1_000)
    random += changes.length
    const title = { key: 'shell.title.path', params: {} } as const
    await drain(journal.apply(journal.hold({ title, changes, notes: [] }).id))
    expect(await plan((bytes, path) => applyBlock(bytes, body, path))).toEqual([])
    const undo = await journal.planUndo({ all: true })
    expect(undo.conflicts).toEqual([])
    await drain(journal.apply(undo.plan.id))
    expect(await treeOf(dir)).toBe(before)
  })
})

/** The block of a file is replaced where it stands: so many bytes ahead of its empty line and behind it stay. */
function isReplaced(grown: Buffer, ahead: number, behind: number): boolean {
  if (findBlock(grown).kind !== 'intact') return failureOf(() => applyBlock(grown, body, 'x')).code.startsWith('RC_')
  const now = applyBlock(grown, body, 'x')
  const isSame = (from: (bytes: Buffer) => Buffer): boolean => from(now).equals(from(grown))
  return isSame((bytes) => bytes.subarray(0, ahead)) && isSame((bytes) => bytes.subarray(bytes.length - behind))
}
