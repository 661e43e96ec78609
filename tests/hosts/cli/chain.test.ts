import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../../main/hosts/cli/program'
import { temporaryDir } from '../../helpers/temporary-dir'

// Red when, for one, the command gives the answers to the entries in another order.

async function goready(args: readonly string[], language = 'en_US') {
  const home = await temporaryDir()
  await mkdir(join(home, 'app'))
  await writeFile(join(home, 'app', 'go.mod'), 'module app\nrequire git.acme.io/a v1.0.0\n')
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const exitCode = await main({
    args: ['chain', ...args],
    version: '0.0.0',
    env: { PATH: '/usr/bin:/bin', LANG: `${language}.UTF-8`, HOME: home },
    cwd: home,
    streams: { stdout: { write: (text) => stdout.push(text) }, stderr: { write: (text) => stderr.push(text) } },
  })
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') }
}

const list = 'https://a.example.net,https://b.example.net|direct'

test('answers belong to entries in their order', async () => {
  const { exitCode, stdout } = await goready([list, '-m', 'rsc.io/quote', '-a', '404,502'])
  expect(exitCode).toBe(0)
  const [first, second, third] = stdout.split('\n')
  expect(first).toMatch(/a\.example\.net +Does not have it \(404\)\. Not found lets go ask the next\./)
  expect(second).toMatch(/b\.example\.net +Error: 502\. A \| follows/)
  expect(third).toMatch(/direct +The host of the module gives it\./)
  expect(stdout).toContain('go downloads the module')
})

test('the message of go, who learns of the module, and the same for programs', async () => {
  const args = [list, '-m', 'git.acme.internal/x', '-a', '403']
  const { stdout } = await goready(args, 'zh_CN')
  expect(stdout).toContain('go: git.acme.internal/x@v1.0.0: reading https://a.example.net/')
  expect(stdout).toContain('a.example.net 会得知此模块')
  const document = JSON.parse((await goready([...args, '--json'])).stdout)
  expect(document).toMatchObject({ ok: true, outcome: { kind: 'failed' }, leaks: [{ host: 'a.example.net' }] })
  expect(document.steps).toHaveLength(1)
})

test('a go.mod is previewed', async () => {
  const { exitCode, stdout } = await goready(['--preview', 'app', '--private', '*.acme.io', '-m', 'rsc.io/quote'])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/git\.acme\.io\/a +its own host \(GOPRIVATE: \*\.acme\.io\) +not asked/)
  expect(stdout).toMatch(/rsc\.io\/quote +proxy +asked/)
  expect(await goready(['--preview', '.'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no go.mod') })
})

test('an answer that there is not is wrong usage', async () => {
  expect((await goready([list, '-a', '404,foo'])).exitCode).toBe(2)
})
