import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPart, type PartFile } from '../../../../main/kit/download/part-file'
import { failureOf, rejection } from '../../../helpers/failure-of'
import { testWorld } from '../../../helpers/world'

const wanted = { identity: 'sha256:abc', url: 'https://a.example/x', expectedSize: 10 }

async function halfDone(): Promise<string> {
  const path = join((await testWorld()).home, 'cache', 'x.zip')
  const part = await openPart(path, wanted)
  await part.writerFrom(0)(Buffer.from('01234'))
  part.validator = '"v1"'
  await part.save()
  await part.close()
  return path
}

async function reopened(path: string, change: Partial<typeof wanted> = {}): Promise<PartFile> {
  const part = await openPart(path, { ...wanted, ...change })
  await part.close()
  return part
}

test('remembers what came, and takes the final name at the end', async () => {
  const path = await halfDone()
  const part = await openPart(path, wanted)
  expect(part).toMatchObject({ total: 10, validator: '"v1"', assembled: true })
  expect(part.done()).toEqual([{ start: 0, end: 5 }])
  const write = part.writerFrom(7)
  await write(Buffer.from('78'))
  await write(Buffer.from('9'))
  await part.writerFrom(5)(Buffer.from('56'))
  expect(part.received()).toBe(10)
  await part.finish()
  expect(await readFile(path, 'utf8')).toBe('0123456789')
  expect(await readdir(join(path, '..'))).toEqual(['x.zip'])
})

test('one answer is not assembled', async () => {
  const part = await openPart(join((await testWorld()).home, 'x'), wanted)
  await part.writerFrom(0)(Buffer.from('0123456789'))
  part.writerFrom(10)
  expect(part.assembled).toBe(false)
  await part.close()
})

test('another address of the same bytes continues without the ETag', async () => {
  const part = await reopened(await halfDone(), { url: 'https://b.example/x' })
  expect(part).toMatchObject({ validator: null })
  expect(part.received()).toBe(5)
})

test('other bytes start anew', async () => {
  for (const change of [{ identity: 'sha256:def' }, { expectedSize: 11 }])
    expect((await reopened(await halfDone(), change)).received(), JSON.stringify(change)).toBe(0)
})

test.each<[string, (path: string) => Promise<void>]>([
  ['an empty state', (path) => writeFile(`${path}.part.json`, '')],
  ['half a state', async (path) => truncate(`${path}.part.json`, 30)],
  ['zeros', (path) => writeFile(`${path}.part.json`, Buffer.alloc(4096))],
  ['another version', (path) => writeFile(`${path}.part.json`, '{"version":2}')],
  ['a part shorter than the state says', (path) => truncate(`${path}.part`, 4)],
  ['a part longer than the file', (path) => truncate(`${path}.part`, 11)],
])('%s starts anew', async (_, damage) => {
  const path = await halfDone()
  await damage(path)
  const part = await reopened(path)
  expect(part.received()).toBe(0)
  expect((await stat(`${path}.part`)).size).toBe(0)
})

test('the state is always readable and grows in whole blocks', async () => {
  const path = join((await testWorld()).home, 'x')
  const part = await openPart(path, { ...wanted, expectedSize: 1_000_000 })
  for (let i = 0; i < 300; i++) {
    await part.writerFrom(i * 20)(Buffer.from('x'))
    await Promise.all([part.save(), part.save()])
    const text = await readFile(`${path}.part.json`, 'utf8')
    expect(text.length % 4096).toBe(0)
    expect(JSON.parse(text).done).toHaveLength(i + 1)
  }
  await part.restart()
  expect(JSON.parse(await readFile(`${path}.part.json`, 'utf8')).done).toEqual([])
  await part.close()
})

test('too little space is told before writing', async () => {
  const part = await openPart(join((await testWorld()).home, 'x'), wanted)
  await part.expectSpace(10)
  const failure = await rejection(part.expectSpace(2 ** 50))
  expect(failure).toMatchObject({ code: 'DISK_FULL', details: { needed: 2 ** 50 } })
  expect(Number(failure.details.free)).toBeGreaterThan(0)
  await part.close()
  expect(() => failureOf(() => undefined)).toThrow('did not fail')
})
