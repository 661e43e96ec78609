import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openStateFile, type StateFile } from '../../../main/kit'
import { type TestWorld, testWorld } from '../../helpers/world'

const schema = z.object({ version: z.literal(1), names: z.array(z.string()) })

async function opened(): Promise<{ world: TestWorld; path: string; file: StateFile<z.infer<typeof schema>> }> {
  const world = await testWorld()
  const path = join(world.dirs.state, 'names.json')
  return { world, path, file: openStateFile(path, schema, world) }
}

describe('a state file', () => {
  test('gives back what was written, private to the user', async () => {
    const { path, file } = await opened()
    expect(await file.read()).toBeNull()
    await file.write({ version: 1, names: ['a'] })
    expect(await file.read()).toEqual({ version: 1, names: ['a'] })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['empty', ''],
    ['zero bytes', '\0'.repeat(64)],
    ['half a document', '{"version":1,"na'],
    ['another version', '{"version":2,"names":[]}'],
    ['a wrong type', '{"version":1,"names":[1]}'],
    ['not an object', '[]'],
  ])('sets a damaged file aside: %s', async (_, content) => {
    const { world, path, file } = await opened()
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
    expect(await file.read()).toBeNull()
    const [kept] = (await readdir(dirname(path))).filter((name) => name.startsWith('names.json.corrupt-'))
    expect(await readFile(join(dirname(path), kept ?? ''), 'utf8')).toBe(content)
    expect(world.logged.join('')).toContain('set aside')
    await file.write({ version: 1, names: [] })
    expect(await file.read()).toEqual({ version: 1, names: [] })
  })

  test('sets a folder or a loop of links in its place aside', async () => {
    const { path, file } = await opened()
    await mkdir(path, { recursive: true })
    expect(await file.read()).toBeNull()
    await symlink(path, path)
    expect(await file.read()).toBeNull()
    await file.write({ version: 1, names: [] })
    expect(await file.read()).not.toBeNull()
  })
})
