import { createHmac } from 'node:crypto'
import { chmod, lstat, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  askInstance,
  keepInstance,
  newSecret,
  readInstance,
  removeInstance,
  writeInstance,
} from '../../../main/hosts/web/instance'
import { logTo } from '../../../main/kit'
import { fakeClock } from '../../helpers/fake-clock'
import { temporaryDir } from '../../helpers/temporary-dir'
import { redeem, testWebHost } from '../../helpers/web-host'

const quiet = logTo({ write: () => undefined })

async function post(port: number, path: string, body: unknown): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

test('the instance file can be read by its owner alone', async () => {
  const dir = join(await temporaryDir(), 'run')
  const instance = { port: 4711, secret: newSecret(), build: 'b' }
  await writeInstance(dir, instance)
  expect((await stat(join(dir, 'web.json'))).mode & 0o777).toBe(0o600)
  expect((await stat(dir)).mode & 0o777).toBe(0o700)
  expect(await readInstance(dir, quiet)).toEqual(instance)
})

test('an instance file that others can read, a link, or nonsense is not used', async () => {
  const dir = await temporaryDir()
  const path = join(dir, 'web.json')
  expect(await readInstance(dir, quiet)).toBeNull()
  await writeInstance(dir, { port: 4711, secret: newSecret(), build: 'b' })
  await chmod(path, 0o640)
  expect(await readInstance(dir, quiet)).toBeNull()
  for (const content of ['', '{}', '{"port":0}', '[1]', '{"port":4711,"secret":"short","build":"b"}', '\0\0\0']) {
    await writeFile(path, content)
    await chmod(path, 0o600)
    expect(await readInstance(dir, quiet), content).toBeNull()
  }
  const other = await temporaryDir()
  await symlink(path, join(other, 'web.json'))
  expect((await lstat(join(other, 'web.json'))).isSymbolicLink()).toBe(true)
  expect(await readInstance(other, quiet)).toBeNull()
})

test('a host removes its own file, not the one of the host that took its place', async () => {
  const dir = await temporaryDir()
  const [mine, theirs] = [newSecret(), newSecret()]
  await writeInstance(dir, { port: 4712, secret: theirs, build: 'b' })
  await removeInstance(dir, mine, quiet)
  expect(await readInstance(dir, quiet)).not.toBeNull()
  await removeInstance(dir, theirs, quiet)
  expect(await readInstance(dir, quiet)).toBeNull()
})

test('who knows the secret gets a launch code, who does not gets none', async () => {
  const secret = newSecret()
  const host = await testWebHost({ instanceSecret: secret })
  const code = await askInstance({ port: host.port, secret, build: 'b' }, quiet)
  expect(await redeem(host, code ?? '')).toMatch(/^[\w-]{43}$/)
  expect(await askInstance({ port: host.port, secret: newSecret(), build: 'b' }, quiet)).toBeNull()
})

test('another program on the port is asked for proof and told nothing', async () => {
  const seen: string[] = []
  const squatter = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      seen.push(`${request.url} ${body} ${JSON.stringify(request.headers)}`)
      response.end(JSON.stringify({ proof: 'A'.repeat(43), nonce: 'A'.repeat(22), code: 'mine' }))
    })
  })
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void squatter.close())
  const secret = newSecret()
  const port = (squatter.address() as AddressInfo).port
  expect(await askInstance({ port, secret, build: 'b' }, quiet)).toBeNull()
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatch(/^\/instance\/hello /)
  expect(seen[0]).not.toContain(secret)
})

test('a program on the port that passes the question on to the real host is found out', async () => {
  const secret = newSecret()
  const host = await testWebHost({ instanceSecret: secret })
  const asked: string[] = []
  const relay = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', async () => {
      asked.push(request.url ?? '')
      const answer = await post(host.port, request.url ?? '', JSON.parse(body))
      response.statusCode = answer.status
      response.end(await answer.text())
    })
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void relay.close())
  expect(await askInstance({ port: (relay.address() as AddressInfo).port, secret, build: 'b' }, quiet)).toBeNull()
  expect(asked).toEqual(['/instance/hello'])
})

test("a host's own proof can not be turned back on it, and a challenge is good for one try", () => {
  const clock = fakeClock()
  const keeper = keepInstance('secret', 4711, clock)
  const first = keeper.hello('asker-nonce-0123456')
  // the proof that it gives for its own challenge is for the other side
  expect(keeper.isProven(first.nonce, keeper.hello(first.nonce).proof)).toBe(false)
  const proofFor = (nonce: string): string =>
    createHmac('sha256', 'secret').update(`goready client 4711 ${nonce}`).digest('base64url')
  expect(keeper.isProven(first.nonce, proofFor(first.nonce))).toBe(false)
  const second = keeper.hello('asker-nonce-0123456')
  expect(keeper.isProven(second.nonce, proofFor(second.nonce))).toBe(true)
  expect(keeper.isProven(second.nonce, proofFor(second.nonce))).toBe(false)
  const late = keeper.hello('asker-nonce-0123456')
  clock.advance(10_000)
  expect(keeper.isProven(late.nonce, proofFor(late.nonce))).toBe(false)
})

test('nobody on the port, or somebody who never answers, is no instance', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const port = (silent.address() as AddressInfo).port
  expect(await askInstance({ port, secret: newSecret(), build: 'b' }, quiet)).toBeNull()
  silent.closeAllConnections()
  await new Promise((resolve) => silent.close(resolve))
  expect(await askInstance({ port, secret: newSecret(), build: 'b' }, quiet)).toBeNull()
})

test('the secret is in no log', async () => {
  const secret = newSecret()
  const host = await testWebHost({ instanceSecret: secret })
  await askInstance({ port: host.port, secret, build: 'b' }, quiet)
  await post(host.port, '/instance/link', { nonce: 'A', proof: secret })
  expect(host.logged.join('')).not.toContain(secret)
})
