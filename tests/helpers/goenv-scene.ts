import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { readIfExists } from '../../main/kit'
import { drain } from './drain'
import type { GoRooms } from './go-rooms'
import { type GoEnd, type GoRelease, goReleases, type RealGo, realGos, realGoTime, roomsWith, runGo } from './real-go'
import { treeOf } from './tree'

/** A temporary home with a real Go, and what is seen of its go env file from outside. */
export interface GoenvScene extends GoRooms {
  readonly realGo: RealGo
  /** Runs go as its user would in a new terminal. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<GoEnd>
  /** What go reads, `env` added to the environment. */
  reads(names: readonly string[], env?: Readonly<Record<string, string>>): Promise<string[]>
  undo(): Promise<void>
  /** One character a byte; null when there is no file. */
  content(): Promise<string | null>
  /** Every byte of the home but GoReady's own; equal strings are equal homes. */
  tree(): Promise<string>
}

export type Scenario = (
  name: string,
  body: (scene: GoenvScene) => Promise<void>,
  env?: Readonly<Record<string, string>>,
) => void

/**
 * Defines the same tests for every release of Go; those of a release that can't be had are skipped. Fails when fewer than
 * `floor` are defined for a release: a suite must not shrink unseen.
 */
export function forEachGo(floor: number, what: string, define: (scenario: Scenario, release: GoRelease) => void): void {
  let gos: ReadonlyMap<GoRelease, RealGo>
  let cases = 0
  beforeAll(async () => {
    gos = await realGos()
  }, realGoTime)
  afterAll(() => {
    console.log(`${cases} ${what}`)
    expect(cases).toBeGreaterThanOrEqual(floor * goReleases.length)
  })
  describe.each(goReleases)('Go %s', (release) => {
    define((name, body, env = {}) => {
      cases += 1
      it(name, async (context: TestContext) => {
        const go = gos.get(release)
        if (go === undefined) return context.skip(`no Go ${release}`)
        await body(await openScene(go, env))
      })
    }, release)
  })
}

async function openScene(realGo: RealGo, env: Readonly<Record<string, string>>): Promise<GoenvScene> {
  const rooms = await roomsWith(realGo, env)
  const run: GoenvScene['run'] = (args, extra) => runGo(rooms, realGo, args, extra)
  return {
    ...rooms,
    realGo,
    run,
    reads: async (names, extra) => {
      const end = await run(['env', '-json', ...names], extra)
      expect(end).toMatchObject({ code: 0 })
      const values = JSON.parse(end.stdout) as Record<string, string>
      return names.map((name) => values[name] ?? '')
    },
    undo: async () => {
      const { plan } = await rooms.journal.planUndo({ all: true })
      await drain(rooms.journal.apply(plan.id))
    },
    content: async () => (await readIfExists(rooms.file))?.toString('latin1') ?? null,
    tree: () => treeOf(rooms.world.home, ['.local', '.cache', '.config/goready']),
  }
}

/** Places a go env file, one character a byte. */
export async function place(scene: GoenvScene, content: string): Promise<void> {
  await scene.write('.config/go/env', Buffer.from(content, 'latin1'))
}

/** Sets values in a file that holds `before`: it holds `after`, go reads `values`, and undo gives every byte back. */
export async function lands(
  scene: GoenvScene,
  before: string | null,
  values: Readonly<Record<string, string>>,
  after: string,
): Promise<void> {
  if (before !== null) await place(scene, before)
  const tree = await scene.tree()
  await scene.apply(await scene.goenv.planSet(values))
  expect(await scene.content()).toBe(after)
  expect(await scene.reads(Object.keys(values))).toEqual(Object.values(values))
  expect((await scene.goenv.planSet(values)).changes).toEqual([])
  await scene.undo()
  expect(await scene.content()).toBe(before)
  expect(await scene.tree()).toBe(tree)
}

/** Expects a refusal that leaves every byte of the home. */
export async function isRefused(
  scene: GoenvScene,
  values: Readonly<Record<string, string | null>>,
  code: string,
): Promise<void> {
  const before = await scene.tree()
  await expect(scene.goenv.planSet(values)).rejects.toMatchObject({ code })
  expect(await scene.tree()).toBe(before)
}
