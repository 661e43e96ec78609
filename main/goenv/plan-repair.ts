import type { Progress } from '../../preload/contract/journal'
import { text } from '../../preload/contract/text'
import { bareEnvironment, type GoCommand } from '../gocmd'
import { commentOutLines, parseGoenv, settingsByName, withoutCarriageReturns } from '../golang'
import { type Plan, planFileEdit } from '../journal'
import { Failure, type World } from '../kit'
import { findBreakage, tryStart } from './breakage'
import { maskOf } from './mask'
import { readSituation, type Situation } from './situation'

type RepairWorld = Pick<World, 'env' | 'platform' | 'dirs'>

/**
 * Plans what makes go start again: carriage returns taken off settings, and the lines that go stumbles over made comments,
 * as few as possible. Each candidate is tried with the go command itself before it is proposed. Empty when the file is fine.
 *
 * @throws GO_NOT_FOUND, GOENV_NOT_WRITTEN when go does not start without the file either, FILE_UNSUITABLE
 */
export async function planRepairOf(world: RepairWorld, go: GoCommand): Promise<Plan> {
  const situation = await readSituation(world, go)
  const plan: Plan = { title: text('goenv.title.repair'), changes: [], notes: [] }
  const { path, bytes } = situation.file
  if (path === null || bytes === null) return plan
  const repaired = await repair(world, go, situation, bytes)
  const change = await planFileEdit({
    path,
    edit: () => repaired,
    reason: text('goenv.change.repair'),
    notes: [text('goenv.note.afterRepair')],
    values: valuesChanged(bytes, repaired, maskOf(world.env)),
  })
  if (!change) return plan
  return { ...plan, changes: [change], check: () => checkStarts(world, go) }
}

async function repair(world: RepairWorld, go: GoCommand, situation: Situation, bytes: Buffer): Promise<Buffer> {
  const bare = bareEnvironment(world.env)
  const tidy = withoutCarriageReturns(bytes)
  const start = await tryStart(world, go, bare, tidy)
  if ('values' in start) return tidy
  const file = { ...situation.file, bytes: tidy }
  const breakage = await findBreakage(world, go, { ...situation, file }, start.said)
  const lines = parseGoenv(tidy).filter(({ name }) => breakage.inFile.includes(name))
  const repaired = commentOutLines(tidy, new Set(lines.map(({ line }) => line)))
  const again = await tryStart(world, go, bare, repaired)
  if ('values' in again) return repaired
  throw new Failure('GO_FAILED', 'go does not start without the go env file either', {
    what: 'env',
    output: again.said,
  })
}

function valuesChanged(
  before: Buffer,
  after: Buffer,
  mask: (value: string) => string,
): { name: string; before: string | null; after: string | null }[] {
  const now = settingsByName(parseGoenv(after))
  return [...settingsByName(parseGoenv(before))].flatMap(([name, { value }]) => {
    const next = now.get(name)?.value ?? null
    return next === value ? [] : [{ name, before: mask(value), after: next === null ? null : mask(next) }]
  })
}

async function* checkStarts(world: RepairWorld, go: GoCommand): AsyncGenerator<Progress, void> {
  yield { kind: 'check' }
  const { file } = await readSituation(world, go)
  const start = await tryStart(world, go, bareEnvironment(world.env), file.bytes)
  if ('said' in start) throw new Failure('GOENV_NOT_WRITTEN', start.said, { why: `go still says: ${start.said}` })
}
