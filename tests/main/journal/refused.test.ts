import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Journal, planFileEdit } from '../../../main/journal'
import { text } from '../../../preload/contract'
import { rejection } from '../../helpers/failure-of'
import { testWorld } from '../../helpers/world'

it.each([
  ['something else', 'theirs'],
  ['what was planned', 'ours'],
])('leaves a file alone into which somebody wrote %s just before', async (_what, theirs) => {
  const world = await testWorld()
  const journal = new Journal(world, [])
  const edit = async (name: string) => {
    await writeFile(join(world.home, name), 'before')
    const path = join(world.home, name)
    return planFileEdit({ path, edit: () => Buffer.from('ours'), reason: text('journal.undoTitle', { count: 1 }) })
  }
  const changes = [await edit('first'), await edit('second'), await edit('third')].filter((change) => change !== null)
  const plan = journal.hold({ title: text('journal.undoTitle', { count: 3 }), changes, notes: [] })
  const apply = async (): Promise<void> => {
    for await (const step of journal.apply(plan.id)) {
      if (step.kind !== 'change' || step.phase !== 'started' || step.change !== 1) continue
      for (const name of ['second', 'third']) await writeFile(join(world.home, name), theirs)
    }
  }
  expect(await rejection(apply())).toMatchObject({ code: 'FILE_CHANGED' })
  // the first was ours and is taken back; the others were never written
  expect(await readFile(join(world.home, 'first'), 'utf8')).toBe('before')
  for (const name of ['second', 'third']) expect(await readFile(join(world.home, name), 'utf8')).toBe(theirs)
  expect(await journal.list()).toMatchObject([{ phase: 'rolled-back', failure: { code: 'FILE_CHANGED' } }])
})
