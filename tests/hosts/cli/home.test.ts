import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../../main/hosts/cli/program'
import { exists } from '../../../main/kit'
import { temporaryDir } from '../../helpers/temporary-dir'

async function goready(args: readonly string[], env: Record<string, string>) {
  const cwd = await temporaryDir()
  const stdout: string[] = []
  const stderr: string[] = []
  const exitCode = await main({
    args,
    version: '0.0.0',
    env: { PATH: '/usr/bin:/bin', LANG: 'en_US.UTF-8', ...env },
    cwd,
    streams: {
      stdout: { write: (text) => stdout.push(text) },
      stderr: { write: (text) => stderr.push(text) },
    },
  })
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') }
}

test.each([
  ['an empty home', ['list'], { HOME: '' }, 'HOME is "", which is not a full path.'],
  ['a relative home', ['list'], { HOME: 'here' }, 'HOME is "here", which is not a full path.'],
  ['an empty home, in Chinese', ['list'], { HOME: '', LANG: 'zh_CN.UTF-8' }, 'HOME 的值是“”，不是完整路径。'],
  ['an empty home, for the web host', ['serve', '--no-open'], { HOME: '' }, 'HOME is "", which is not a full path.'],
  ['a relative folder for everything', ['list'], { HOME: '/', GOREADY_HOME: 'x' }, 'GOREADY_HOME is "x", which'],
])('%s is refused with what to do', async (_what, args, env, why) => {
  const { exitCode, stdout, stderr } = await goready(args, env)
  expect(exitCode).toBe(1)
  expect(stderr).toContain(why)
  expect(stderr).toContain('/home/you')
  expect(stdout).toBe('')
  for (const name of ['.local', '.config', 'here', 'x']) expect(await exists(name)).toBe(false)
})

test('programs are told by the code', async () => {
  const { stdout } = await goready(['list', '--json'], { HOME: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    failure: { code: 'HOME_NOT_ABSOLUTE', details: { name: 'HOME', value: '' } },
  })
})

test('a home that is a full path is used', async () => {
  const home = await temporaryDir()
  const { exitCode, stdout } = await goready(['history'], { HOME: home })
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/./) })
  expect(await readdir(join(home, '.local/state'))).toEqual(['goready'])
})
