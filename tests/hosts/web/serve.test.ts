import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { built } from '../../helpers/built'
import { temporaryDir } from '../../helpers/temporary-dir'
import { codeIn, redeem } from '../../helpers/web-host'

let cli = ''
beforeAll(async () => {
  cli = join(await built(), 'cli/goready.js')
}, 300_000)

const linkPattern = /http:\/\/127\.0\.0\.1:\d+\/#c=[\w-]{22}/

function serve(home: string, ...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [cli, 'serve', ...args], {
    env: { HOME: home, PATH: '/usr/bin:/bin', LANG: 'en_US.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let output = ''
  const link = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += String(chunk)
      const found = linkPattern.exec(output)?.[0]
      if (found) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void ended.then(() => reject(new Error(`ended without a link: ${output}`)))
  })
  link.catch(() => undefined)
  return { child, link, ended, output: () => output }
}

const urlOf = (link: string): string => link.slice(0, link.indexOf('#'))

async function everyFile(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))).join('\n')
}

test('without a display the link is printed; a second start leads to the first host; Ctrl-C ends it tidily', async () => {
  const home = await temporaryDir()
  const first = serve(home)
  const link = await first.link
  const instance = join(home, '.local/state/goready/run/web.json')
  expect((await stat(instance)).mode & 0o777).toBe(0o600)

  const second = serve(home)
  const secondLink = await second.link
  expect(urlOf(secondLink)).toBe(urlOf(link))
  expect(codeIn(secondLink)).not.toBe(codeIn(link))
  expect(await second.ended).toEqual([0, null])
  const token = await redeem({ url: urlOf(link) }, codeIn(secondLink))

  first.child.kill('SIGINT')
  expect(await first.ended).toEqual([0, null])
  await expect(stat(instance)).rejects.toThrow('ENOENT')
  // neither on disk nor on the screen nor where every user can look
  const kept = await everyFile(home)
  for (const secret of [token, codeIn(link), codeIn(secondLink)]) expect(kept).not.toContain(secret)
  expect(first.output() + second.output()).not.toContain(token)
})

test('arguments and environment of the running host hold nothing secret', async () => {
  const home = await temporaryDir()
  const host = serve(home)
  const link = await host.link
  const token = await redeem({ url: urlOf(link) }, codeIn(link))
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-eo', 'args'])
  expect(stdout).toContain(cli)
  for (const secret of [token, codeIn(link)]) expect(stdout).not.toContain(secret)
})

test('a host that was killed is replaced', async () => {
  const home = await temporaryDir()
  const first = serve(home)
  const link = await first.link
  first.child.kill('SIGKILL')
  await first.ended
  const second = serve(home)
  expect(urlOf(await second.link)).not.toBe(urlOf(link))
})

test('a fixed port is taken, and told when it is taken already', async () => {
  const port = urlOf(await serve(await temporaryDir()).link).match(/:(\d+)\//)?.[1] ?? ''
  const second = serve(await temporaryDir(), '--port', port)
  const [code] = await second.ended
  expect(code).toBe(75)
  expect(second.output()).toContain(`port ${port}`)
})

test('with --json there is one document', async () => {
  const host = serve(await temporaryDir(), '--json')
  const link = await host.link
  await expect.poll(() => host.output()).toMatch(/\}\s*$/)
  const document = JSON.parse(host.output()) as Record<string, unknown>
  expect(document).toMatchObject({ ok: true, url: urlOf(link), link, reused: false, opened: 'none' })
})

test('`goready --version` loads next to nothing', async () => {
  const source = await readFile(cli, 'utf8')
  expect(source.startsWith('#!/usr/bin/env node\n')).toBe(true)
  expect(source.length).toBeLessThan(2_000)
  // processor time of the whole process, which a busy machine does not stretch; Node alone takes about 40 ms
  const script = `const before = process.cpuUsage(); process.argv = ['node', 'goready', '--version'];
    await import(${JSON.stringify(cli)}); const { user, system } = process.cpuUsage(before);
    process.stderr.write(String((user + system) / 1000))`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(Number(stderr)).toBeLessThan(50)
})
