import { hash } from 'node:crypto'
import { mkdir, mkdtemp, open, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Extracted, exists, Failure } from '../../main/kit'
import { readZipDirectory, readZipEnd } from '../../main/kit/archive/zip-directory'
import { drain } from '../helpers/drain'
import { untarFile, unzipFile } from '../helpers/extract-file'
import { extractWorker } from '../helpers/extract-worker'
import { buildGoOracle, type GoOracle } from '../helpers/go-oracle'
import { tarCases } from '../helpers/hostile-tars'
import { type ArchiveCase, modulePrefix, zipCases } from '../helpers/hostile-zips'
import { makeGzip, makeTar } from '../helpers/tar-maker'
import { treeOf } from '../helpers/tree'
import { makeZip } from '../helpers/zip-maker'

// Archives that a hostile mirror could send: refused, or unpacked to the very tree they should be; never accepted where Go's
// own reader of module zips refuses, and nothing outside their folder is touched.
//
// Red when, for one, the name in a local header is no longer compared (`sameName` in main/kit/archive/zip-local.ts).

let base: string
let untouched: string

/** base/canary and base/work/… : whatever an archive does, nothing but its destination below base/work may change. */
beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'goready-archives-')))
  await mkdir(join(base, 'canary/etc'), { recursive: true })
  await mkdir(join(base, 'work'))
  await writeFile(join(base, 'canary/etc/passwd'), 'root:x:0:0\n')
  await writeFile(join(base, 'as-it-was'), 'as it was\n')
  untouched = await treeOf(base, ['work'])
})
afterAll(() => rm(base, { recursive: true, force: true }))

type Outcome =
  | { kind: 'refused'; code: string; wrote: 'nothing' | 'folders' | 'files' }
  | { kind: 'unpacked'; tree: string; result: Extracted }

let runs = 0
async function unpack(archive: Buffer, how: 'zip' | 'tar', workers: number): Promise<Outcome> {
  const work = join(base, 'work', String(runs++))
  const [file, destination] = [join(work, 'archive'), join(work, 'tree')]
  await mkdir(work)
  await writeFile(file, archive)
  const options = { archive: file, destination, workerUrl: extractWorker, what: 'the archive' }
  try {
    const { returned } =
      how === 'zip'
        ? await drain(unzipFile({ ...options, prefix: modulePrefix, shortNames: false, workers }))
        : await drain(untarFile({ ...options, prefix: 'go/' }))
    return { kind: 'unpacked', tree: await treeOf(destination), result: returned }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // fit to be shown: no control character of a hostile name comes through
    expect(error.details).toMatchObject({ what: expect.any(String), why: expect.stringMatching(/^[ -~…]+$/) })
    return { kind: 'refused', code: error.code, wrote: await written(destination) }
  } finally {
    expect((await readdir(work)).filter((name) => name !== 'tree')).toEqual(['archive'])
    await rm(work, { recursive: true })
  }
}

async function written(destination: string): Promise<'nothing' | 'folders' | 'files'> {
  if (!(await exists(destination))) return 'nothing'
  const entries = await readdir(destination, { recursive: true, withFileTypes: true })
  return entries.some((entry) => !entry.isDirectory()) ? 'files' : 'folders'
}

async function treeText(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(base, 'work/expected-'))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(dir, path, '..'), { recursive: true })
    await writeFile(join(dir, path), content)
  }
  return treeOf(dir)
}

async function judge(given: ArchiveCase, how: 'zip' | 'tar'): Promise<void> {
  const outcome = await unpack(given.archive, how, 2)
  if (given.refusal === null) {
    expect(outcome).toMatchObject({ kind: 'unpacked', tree: await treeText(given.tree ?? {}) })
  } else {
    expect(outcome).toMatchObject({ kind: 'refused', code: given.refusal })
    // a zip's directory is looked through before anything is made, local headers before the first file near them
    if (how === 'zip' && given.late !== 'content') {
      expect(outcome).toMatchObject({ wrote: given.late === 'header' ? 'folders' : 'nothing' })
    }
  }
  expect(await treeOf(base, ['work'])).toBe(untouched)
}

describe('hostile zips', () => {
  const cases = zipCases()
  it('are at least 126', () => {
    console.log(
      `hostile zips: ${cases.length}, of which ${cases.filter(({ refusal }) => refusal).length} to be refused`,
    )
    expect(cases.length).toBeGreaterThanOrEqual(126)
  })
  it.each(cases.map((given) => [given.title, given] as const))('%s', (_title, given) => judge(given, 'zip'))
})

describe('hostile tars', () => {
  const cases = tarCases()
  it('are at least 114', () => {
    console.log(
      `hostile tars: ${cases.length}, of which ${cases.filter(({ refusal }) => refusal).length} to be refused`,
    )
    expect(cases.length).toBeGreaterThanOrEqual(114)
  })
  it.each(cases.map((given) => [given.title, given] as const))('%s', (_title, given) => judge(given, 'tar'))
})

const tiny = makeZip([
  { name: `${modulePrefix}a`, data: 'one\n' },
  { name: `${modulePrefix}b/c`, data: 'two\n'.repeat(20), mode: 0o100755 },
])

/** The tiny zip with each byte changed in several ways: of its directory and end record, or of all before them. */
function mutations(where: 'directory' | 'before' = 'directory'): Buffer[] {
  const mutated: Buffer[] = []
  const directory = tiny.readUInt32LE(tiny.length - 6)
  const [start, end] = where === 'before' ? [0, directory] : [directory, tiny.length]
  for (let at = start; at < end; at++) {
    for (const bits of where === 'before' ? [0xff] : [0x01, 0x20, 0x80, 0xff]) {
      const copy = Buffer.from(tiny)
      copy[at] = (copy[at] ?? 0) ^ bits
      mutated.push(copy)
    }
  }
  return mutated
}

/** Asks for the directory alone, which is what refuses nearly all: saves starting threads. */
async function isReadable(archive: Buffer): Promise<boolean> {
  const path = join(base, 'work', 'asked.zip')
  await writeFile(path, archive)
  const file = await open(path)
  const rules = { what: 'x', prefix: modulePrefix }
  try {
    const end = await readZipEnd({ fd: file.fd, size: archive.length, ready: async () => undefined }, rules)
    readZipDirectory(file.fd, end, rules)
    return true
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith('ARCHIVE_')) return false
    throw error
  } finally {
    await file.close()
  }
}

describe('a zip with one byte of its directory changed', () => {
  it('is refused, or unpacks to the same tree', { timeout: 180_000 }, async () => {
    const expected = await unpack(tiny, 'zip', 1)
    if (expected.kind !== 'unpacked') throw new Error('the tiny zip is good')
    const counts = { refused: 0, same: 0 }
    for (const archive of mutations()) {
      const outcome = (await isReadable(archive)) ? await unpack(archive, 'zip', 1) : null
      if (outcome?.kind === 'unpacked') {
        expect(outcome).toEqual(expected)
        counts.same++
      } else {
        counts.refused++
      }
    }
    console.log(`mutated directories: ${counts.refused} refused, ${counts.same} the same tree`)
    expect(counts.refused + counts.same).toBeGreaterThanOrEqual(640)
    expect(counts.refused).toBeGreaterThanOrEqual(500)
    expect(await treeOf(base, ['work'])).toBe(untouched)
  })
})

describe('a tar.gz that breaks off', () => {
  it('is refused wherever it does', { timeout: 120_000 }, async () => {
    const parts = Array.from({ length: 40 }, (_, index) => ({
      name: `go/d${index % 7}/f${index}`,
      data: Buffer.from(`${index}-`.repeat(40 * index)),
    }))
    const tar = makeTar(parts)
    const broken: Buffer[] = []
    // cut before packing, so that the gzip is whole: every 1 KiB of the tar
    for (let end = 0; end < tar.length - 512; end += 1024) broken.push(makeGzip(tar.subarray(0, end)))
    const whole = makeGzip(tar)
    // cut after packing: each byte of header and trailer, some of the data
    for (let end = 0; end < whole.length; end += end < 24 || end > whole.length - 24 ? 1 : 64) {
      broken.push(whole.subarray(0, end))
    }
    for (const archive of broken) {
      expect(await unpack(archive, 'tar', 1)).toMatchObject({ kind: 'refused', code: 'ARCHIVE_INVALID' })
    }
    expect(await unpack(whole, 'tar', 1)).toMatchObject({ kind: 'unpacked', result: { files: 40 } })
    console.log(`tars that break off: ${broken.length}`)
    expect(broken.length).toBeGreaterThanOrEqual(150)
  })
})

describe("next to Go's own reader", () => {
  let oracle: GoOracle | null
  beforeAll(async () => {
    oracle = await buildGoOracle()
  }, 180_000)
  afterAll(() => oracle?.close())

  it('accepts no zip that Go refuses, and hashes the others alike', { timeout: 180_000 }, async (context) => {
    if (!oracle) return context.skip('no go')
    const mutated = [...mutations(), ...mutations('before')]
    const archives = [...zipCases(), ...mutated.map((archive, index) => ({ title: `mutation ${index}`, archive }))]
    const dir = await mkdtemp(join(base, 'work/oracle-'))
    const questions = archives.map((_, index) => ({
      ask: 'zip',
      A: join(dir, `${index}.zip`),
      B: modulePrefix.slice(0, -1),
    }))
    for (const [index, { archive }] of archives.entries()) await writeFile(questions[index]?.A ?? '', archive)
    const answers = (await oracle.ask(questions)) as { refused: string; hash?: string }[]
    const counts = { bothRefuse: 0, onlyWe: 0, bothAccept: 0 }
    for (const [index, { title, archive }] of archives.entries()) {
      const outcome = (await isReadable(archive)) ? await unpack(archive, 'zip', 1) : null
      const answer = answers[index]
      if (outcome?.kind === 'unpacked') {
        expect(answer, title).toEqual({ refused: '', hash: hashOf(outcome.result) })
        counts.bothAccept++
      } else {
        counts[answer?.refused === '' ? 'onlyWe' : 'bothRefuse']++
      }
    }
    console.log(`with Go: ${JSON.stringify(counts)}`)
    expect(archives.length).toBeGreaterThanOrEqual(919)
    expect(counts.bothAccept).toBeGreaterThanOrEqual(100)
    expect(counts.bothRefuse).toBeGreaterThanOrEqual(570)
  })
})

/** The `h1:` of what was unpacked. */
function hashOf({ entries }: Extracted): string {
  const lines = entries
    .map(({ name, sha256 }) => [Buffer.from(name), `${sha256}  ${name}\n`] as const)
    .sort(([a], [b]) => Buffer.compare(a, b))
  return `h1:${hash('sha256', lines.map(([, line]) => line).join(''), 'base64')}`
}
