import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findElectron } from '../../scripts/find-electron.mjs'
import { temporaryDir } from '../helpers/temporary-dir'

const executable =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron'

test('a binary is found by its file, in the folder that the environment names', async () => {
  const dist = await temporaryDir()
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: dist })).toBeNull()
  const path = join(dist, executable)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '')
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: dist })).toBe(path)
})

test('looking for it loads nothing of the electron package, which would start a download', () => {
  const require = createRequire(import.meta.url)
  const before = Object.keys(require.cache)
  findElectron({})
  expect(Object.keys(require.cache).filter((name) => !before.includes(name))).toEqual([])
})
