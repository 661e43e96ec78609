// `goready temporary`: what it says and where. Red when tellEnded (main/hosts/cli/commands/temporary.ts) tells nothing.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { main } from '../../../main/hosts/cli/program'
import { readIfExists } from '../../../main/kit'
import { temporaryDir } from '../../helpers/temporary-dir'

let cases = 0
const test = (name: string, body: () => Promise<void>): void => {
  it(name, async () => {
    cases += 1
    await body()
  })
}
afterAll(() => {
  console.log(`goready temporary: ${cases} cases`)
  expect(cases).toBeGreaterThanOrEqual(4)
})

async function atHome() {
  const home = await temporaryDir()
  const goready = async (...args: string[]) => {
    const stdout: string[] = []
    const stderr: string[] = []
    const exitCode = await main({
      args,
      version: '0.0.0',
      env: { HOME: home, PATH: '/bin/none', LANG: 'en_US.UTF-8' },
      cwd: home,
      streams: {
        stdout: { write: (text) => stdout.push(text) },
        stderr: { write: (text) => stderr.push(text) },
      },
    })
    return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') }
  }
  const file = async (): Promise<string | null> =>
    (await readIfExists(join(home, '.config/go/env')))?.toString() ?? null
  return { home, goready, file }
}

test('begins, tells, extends and ends', async () => {
  const { goready, file } = await atHome()
  expect(await goready('temporary', 'begin', '--gosumdb', 'off', '--for', '15m', '--yes')).toMatchObject({
    exitCode: 0,
  })
  expect(await file()).toBe('GOSUMDB=off\n')
  const { leases } = JSON.parse((await goready('temporary', 'extend', 'gosumdb', '--for', '2h', '--json')).stdout)
  expect(leases).toMatchObject([{ name: 'GOSUMDB', value: 'off', original: null }])
  expect(leases[0].remaining).toBeGreaterThan(60 * 60_000)
  expect((await goready('temporary')).stdout).toContain('GOSUMDB=off')
  expect((await goready('temporary', 'end')).stdout).toContain('GOSUMDB is as it was before')
  expect(await file()).toBeNull()
  expect((await goready('temporary')).stdout).toContain('Nothing is set for a while')
})

test('whatever command comes next puts back what is over, and says so once, to a person', async () => {
  const { home, goready, file } = await atHome()
  await goready('temporary', 'begin', '--gosumdb', 'off', '--yes')
  const path = join(home, '.local/state/goready/temporary.json')
  await writeFile(path, (await readFile(path, 'utf8')).replace(/"boot":"[^"]*"/, '"boot":"another"'))
  const first = await goready('history', '--json')
  expect(await file()).toBeNull()
  expect(first.stderr).toBe('')
  expect(JSON.parse(first.stdout).entries ?? []).toBeDefined()
  const second = await goready('history')
  expect(second.stderr).toContain('GOSUMDB is as it was before. The computer was restarted while GOSUMDB=off was set.')
  expect((await goready('history')).stderr).toBe('')
})

test('shows the better cures before it asks, and changes nothing with --dry-run', async () => {
  const { goready, file } = await atHome()
  const { exitCode, stdout, stderr } = await goready('temporary', 'begin', '--gosumdb', 'off', '--dry-run')
  expect(exitCode).toBe(0)
  expect(stdout + stderr).toContain('GOSUMDB=sum.golang.google.cn')
  expect(await file()).toBeNull()
})

test('wrong usage is told', async () => {
  const { goready } = await atHome()
  expect((await goready('temporary', 'begin', '--yes')).exitCode).toBe(2)
  for (const span of ['0m', '25h', 'soon']) {
    expect((await goready('temporary', 'begin', '--gosumdb', 'off', '--for', span)).exitCode).toBe(2)
  }
  expect((await goready('temporary', 'end', 'GOFLAGS')).exitCode).toBe(2)
  expect((await goready('temporary', 'end', 'GOSUMDB')).exitCode).toBe(2)
})
