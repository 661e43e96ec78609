import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { buildScript, kitPath } from '../../../helpers/build-script'
import { startFaultServer } from '../../../helpers/fault-server'
import { testWorld } from '../../../helpers/world'

const program = `
import { createHttp, downloadFile, logTo, systemClock } from ${kitPath}
const [url, home] = process.argv.slice(2)
const log = logTo({ write: () => undefined })
const http = createHttp({ env: {}, log })
const path = home + '/cache/x.bin'
const generator = downloadFile({ http, log, clock: systemClock, url, source: 's', path, expectedSize: null, maxSize: 1e9, lockDir: home + '/locks' })
let waited = false
for (;;) {
  const step = await generator.next()
  if (step.done) {
    console.log(JSON.stringify({ ...step.value, waited }))
    break
  }
  waited ||= step.value.kind === 'waiting'
}
await http.close()
`

interface Child {
  readonly process: ChildProcess
  readonly result: Promise<{ size: number; resumed: boolean; waited: boolean }>
}

async function childrenOf(server: { url: string }): Promise<{ start: () => Child; dir: string }> {
  const script = await buildScript(program)
  const { home } = await testWorld()
  const start = (): Child => {
    const child = spawn(process.execPath, [script, `${server.url}/x`, home], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    return { process: child, result: text(child.stdout).then((out) => JSON.parse(out)) }
  }
  return { start, dir: join(home, 'cache') }
}

test('processes that want the same file fetch it once', async () => {
  const body = randomBytes(300_000)
  const server = await startFaultServer({ '/x': { body } })
  const { start, dir } = await childrenOf(server)
  const release = server.hold()
  const children = Array.from({ length: 5 }, start)
  await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBe(1)
  setTimeout(release, 300)
  const results = await Promise.all(children.map(({ result }) => result))
  expect(server.requests).toHaveLength(1)
  expect(results.map(({ size }) => size)).toEqual(Array(5).fill(body.length))
  expect(results.filter(({ resumed }) => !resumed)).toHaveLength(1)
  expect(await readdir(dir)).toEqual(['x.bin'])
  expect((await readFile(join(dir, 'x.bin'))).equals(body)).toBe(true)
})

test('a process takes over from one that was killed, and goes on where that stopped', async () => {
  const body = randomBytes(2_000_000)
  const server = await startFaultServer({ '/x': { body } })
  const { start, dir } = await childrenOf(server)
  server.next('stall-body')
  const first = start()
  const state = async (): Promise<{ done: { end: number }[] }> =>
    JSON.parse(await readFile(join(dir, 'x.bin.part.json'), 'utf8').catch(() => '{"done":[]}'))
  first.result.catch(() => undefined)
  // What came is noted about every second, and a dead process can't do it later
  await expect.poll(async () => (await state()).done.length, { timeout: 20_000 }).toBe(1)
  const second = start()
  first.process.kill('SIGKILL')
  const result = await second.result
  expect(result).toMatchObject({ size: body.length, resumed: true })
  expect(server.requests[1]?.headers.range).toMatch(/^bytes=[1-9]\d*-/)
  expect((await readFile(join(dir, 'x.bin'))).equals(body)).toBe(true)
})
