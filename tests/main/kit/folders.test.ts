import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exists, missingDirs, namesIn, removeEmptyDirs, removeIfEmpty } from '../../../main/kit'
import { temporaryDir } from '../../helpers/temporary-dir'

test('missing ancestors come outermost first', async () => {
  const root = await temporaryDir()
  expect(await missingDirs(join(root, 'a', 'b', 'file'))).toEqual([join(root, 'a'), join(root, 'a', 'b')])
  expect(await missingDirs(join(root, 'file'))).toEqual([])
})

test('empty folders go innermost first, past those that are gone already, up to the first that is not empty', async () => {
  const root = await temporaryDir()
  const dirs = ['keep', 'keep/a', 'keep/a/b', 'keep/a/b/gone'].map((name) => join(root, name))
  await mkdir(join(root, 'keep', 'a', 'b'), { recursive: true })
  await writeFile(join(root, 'keep', 'file'), '')
  await removeEmptyDirs(dirs)
  expect(await exists(join(root, 'keep', 'a'))).toBe(false)
  expect(await exists(join(root, 'keep', 'file'))).toBe(true)
})

test('a folder that is not empty stays and is told; one that is not there counts as removed', async () => {
  const root = await temporaryDir()
  await writeFile(join(root, 'file'), '')
  expect(await removeIfEmpty(root)).toBe(false)
  expect(await removeIfEmpty(join(root, 'none'))).toBe(true)
  expect(await removeIfEmpty(join(root, 'file', 'none'))).toBe(true)
})

test('names are sorted; no folder has none', async () => {
  const root = await temporaryDir()
  for (const name of ['b', 'a']) await writeFile(join(root, name), '')
  expect(await namesIn(root)).toEqual(['a', 'b'])
  expect(await namesIn(join(root, 'none'))).toEqual([])
  expect(await namesIn(join(root, 'a'))).toEqual([])
})
