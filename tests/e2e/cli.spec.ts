import { spawn } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { treeOf } from '../helpers/tree'
import { plainPath, temporaryHome } from './launch'
import { furnish, homeTree, inFreshShell, loopbackOrigin, type Origin, publicOrigin } from './main-job'

const cli = join(import.meta.dirname, '../../out/cli/goready.js')

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  // biome-ignore lint/suspicious/noExplicitAny: the document's shape is what the tests look at
  readonly document: any
}

async function goready(home: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { HOME: home, PATH: plainPath, LANG: 'en_US.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  const code = await new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? 128)))
  const document: unknown = args.includes('--json') && stdout !== '' ? JSON.parse(stdout) : null
  return { code, stdout, stderr, document }
}

const homes: string[] = []
async function newHome(): Promise<string> {
  const home = await temporaryHome()
  homes.push(home)
  return home
}
test.afterAll(async () => {
  for (const home of homes) await rm(home, { recursive: true, force: true })
})

const origins: Record<string, () => Promise<Origin | null>> = {
  'the public proxy': publicOrigin,
  'a proxy on loopback': loopbackOrigin,
}

for (const [name, open] of Object.entries(origins)) {
  test(`setup, use, verify and undo with Go from ${name}`, async () => {
    test.setTimeout(240_000)
    const origin = await open()
    test.skip(origin === null, `skipped: no Go to be had from ${name}`)
    if (origin === null) return
    try {
      const home = await newHome()
      await furnish(home)
      await origin.prepare(home)
      const before = await homeTree(home)

      const dry = await goready(home, ['setup', '--dry-run', '--json'])
      expect(dry.code).toBe(0)
      expect(dry.document).toMatchObject({ ok: true, dryRun: true, applied: false })
      expect(await homeTree(home)).toBe(before)

      const done = await goready(home, ['setup', '--yes', '--json'])
      expect(done.stderr).toBe('')
      expect(done.document).toMatchObject({ ok: true, applied: true })
      expect(await inFreshShell('bash', home, 'go version')).toContain(`go version ${origin.version} `)

      const again = await goready(home, ['setup', '--yes', '--json'])
      expect(again.document).toMatchObject({ ok: true, applied: false, plan: { changes: [] } })

      const list = await goready(home, ['list', '--json'])
      expect(list.document.installed).toMatchObject([{ version: origin.version, active: true, proof: 'log-verified' }])

      const verified = await goready(home, ['verify', '--json'])
      expect(verified.document).toMatchObject({ ok: true, verdict: 'identical', differences: [] })
      await writeFile(join(home, 'sdk', origin.version, 'LICENSE'), 'tampered\n')
      const tampered = await goready(home, ['verify', '--json'])
      expect(tampered.code).toBe(1)
      expect(tampered.document).toMatchObject({
        verdict: 'differs',
        differences: [{ path: 'LICENSE', kind: 'changed' }],
      })

      const refused = await goready(home, ['uninstall', origin.version, '--yes', '--json'])
      expect(refused.code).toBe(1)
      expect(refused.document).toMatchObject({ ok: false, failure: { code: 'SDK_ACTIVE' } })

      const made = await goready(home, ['new', 'example.com/hello', join(home, 'hello'), '--yes', '--json'])
      expect(made.document).toMatchObject({ ok: true, output: ['hello, world'], exitCode: 0 })

      const switched = await goready(home, ['proxy', 'use', 'goproxy.cn', '--yes', '--json'])
      expect(switched.document.landed.filter((one: { verdict: string }) => one.verdict === 'differs')).toEqual([])
      expect(await inFreshShell('bash', home, 'go env GOPROXY')).toBe('https://goproxy.cn,direct')

      const undone = await goready(home, ['undo', '--all', '--yes', '--json'])
      expect(undone.document).toMatchObject({ ok: true, applied: true, conflicts: [] })
      expect(await homeTree(home)).toBe(before)
    } finally {
      await origin.close()
    }
  })
}

test('undo --all --forget leaves a bare home bare', async () => {
  const origin = await loopbackOrigin()
  test.skip(origin === null, 'skipped: there is no Go on this machine')
  if (origin === null) return
  const home = await newHome()
  await mkdir(join(home, '.config/go'), { recursive: true })
  await origin.prepare(home)
  await rm(join(home, '.config/goready'), { recursive: true })
  expect((await goready(home, ['env', 'set', 'GOPRIVATE=corp.example.com', '--yes', '--json'])).code).toBe(0)
  const before = (await readdir(home)).sort()
  expect(before).toContain('.local')
  expect((await goready(home, ['undo', '--all', '--forget', '--yes', '--json'])).code).toBe(0)
  expect((await treeOf(home)).split('\n').map((line) => line.split(' ')[0])).toEqual([
    '.config/',
    '.config/go/',
    '.config/go/env',
  ])
  await origin.close()
})

test('exit codes, help and the one document', async () => {
  const home = await newHome()
  expect(await goready(home, ['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
  for (const command of [
    'setup',
    'status',
    'list',
    'install',
    'use',
    'uninstall',
    'verify',
    'env',
    'proxy',
    'new',
    'history',
    'undo',
    'serve',
  ]) {
    const help = await goready(home, [command, '--help'])
    expect(help, command).toMatchObject({ code: 0 })
    expect(help.stdout, command).toContain(`Usage: goready ${command}`)
  }
  expect((await goready(home, ['instal'])).stderr).toContain('Did you mean install?')
  expect((await goready(home, ['nonsense'])).code).toBe(2)
  expect((await goready(home, ['use'])).code).toBe(2)
  const noYes = await goready(home, ['env', 'set', 'GOPRIVATE=a.example'])
  expect(noYes).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
  const unknown = await goready(home, ['new', 'not a module', join(home, 'x'), '--yes', '--json'])
  expect(unknown).toMatchObject({ code: 2, document: { ok: false, failure: { code: 'MODULE_PATH_INVALID' } } })
  const chinese = await goready(home, ['new', 'not a module', join(home, 'x'), '--yes'], { LANG: 'zh_CN.UTF-8' })
  expect(chinese.stderr).toContain('模块路径无效')
})

test('a change under way elsewhere is busy, 75', async () => {
  const home = await newHome()
  await mkdir(join(home, '.config/go'), { recursive: true })
  const target = join(home, '.config/go/env')
  const locks = join(home, '.local/state/goready/locks')
  await mkdir(locks, { recursive: true })
  const name = Buffer.from(target).toString('base64url').slice(-120)
  await writeFile(
    join(locks, `file-${name}.lock`),
    JSON.stringify({ pid: process.pid, start: '', nonce: 'n', what: target }),
  )
  const busy = await goready(home, ['env', 'set', 'GOPRIVATE=a.example', '--yes', '--json'])
  expect(busy).toMatchObject({ code: 75, document: { ok: false, failure: { code: 'BUSY' } } })
})
