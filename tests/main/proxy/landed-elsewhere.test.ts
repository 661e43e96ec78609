// Where a value of somebody's own stands in the way, found in each place that sets one, with file and line, and taken away.
// Red when, for one, sourcedBy (main/shell/settings.ts) follows no file, or withValue (main/proxy/project-files.ts)
// returns the line as it is.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { createProxy } from '../../../main/proxy'
import { settingsOf, withValue } from '../../../main/proxy/project-files'
import type { Landing } from '../../../preload/contract'
import { rejection } from '../../helpers/failure-of'
import { type GoRooms, goRooms } from '../../helpers/go-rooms'
import { installed } from '../../helpers/shells'

let cases = 0
const test = (name: string, body: () => Promise<void>, skip = false): void => {
  it.skipIf(skip)(name, async () => {
    cases += 1
    await body()
  })
}
afterAll(() => {
  console.log(`landed elsewhere: ${cases} cases`)
  expect(cases).toBeGreaterThanOrEqual(14)
})

const wanted = 'https://goproxy.cn,direct'
const other = 'https://goproxy.io,direct'

async function scene(): Promise<GoRooms> {
  const rooms = await goRooms()
  await rooms.write('.config/go/env', `GOPROXY=${wanted}\nGOSUMDB=sum.golang.google.cn\n`)
  return rooms
}
const landings = (rooms: GoRooms, folder: string | null = null): Promise<Landing[]> =>
  createProxy(rooms.world, rooms).landed(undefined, { folder })
const at = (all: readonly Landing[], place: Landing['place']): Landing[] => all.filter((one) => one.place === place)

/** Applies the fix of a landing and looks again. */
async function fix(rooms: GoRooms, landing: Landing | undefined, folder: string | null = null): Promise<Landing[]> {
  if (!landing?.fix) throw new Error(`no fix: ${JSON.stringify(landing)}`)
  await rooms.apply(await createProxy(rooms.world, rooms).planLandingFix({ ...landing.fix, folder }))
  return landings(rooms, folder)
}

describe('shells', () => {
  test('a file that another one sources, two deep', async () => {
    const rooms = await scene()
    await rooms.write('.bashrc', '. ~/.config/shell/all.sh\n')
    await rooms.write('.config/shell/all.sh', 'source "$HOME/.config/shell/go.sh"\n')
    const path = await rooms.write('.config/shell/go.sh', `# go\nexport GOPROXY=${other}\n`)
    const [shell] = at(await landings(rooms), 'interactive-shell')
    expect(shell).toMatchObject({
      value: other,
      verdict: 'differs',
      blocker: { path, line: 2 },
      fix: { kind: 'rc-line', path, line: 2, name: 'GOPROXY' },
    })
    const after = at(await fix(rooms, shell), 'interactive-shell')
    expect(after).toMatchObject([{ value: wanted, verdict: 'landed', blocker: null }])
    expect(await readFile(path, 'utf8')).toBe(`# go\n# export GOPROXY=${other} # goready: disabled\n`)
  })

  test('a file of the system', async () => {
    const rooms = await scene()
    const path = await rooms.write('etc/profile.d/go.sh', `export GOPROXY=${other}\n`)
    // the bash of the test reads the real /etc
    await rooms.write('.bash_profile', 'for each in "$HOME"/etc/profile.d/*.sh; do . "$each"; done\n')
    const [shell] = at(await landings(rooms), 'login-shell')
    expect(shell).toMatchObject({ value: other, verdict: 'differs', blocker: { path, line: 1 } })
  })

  test(
    'a universal variable of fish, which fish itself has to erase',
    async () => {
      const rooms = await scene()
      const content = '# This file contains fish universal variable definitions.\n# VERSION: 3.0\n'
      const escaped = other.replaceAll(':', '\\x3a').replaceAll(',', '\\x2c')
      const path = await rooms.write('.config/fish/fish_variables', `${content}SETUVAR --export GOPROXY:${escaped}\n`)
      await rooms.write('.config/fish/config.fish', '# mine\n')
      const found = at(await landings(rooms), 'interactive-shell').find(({ label }) => label.params.shell === 'fish')
      expect(found).toMatchObject({ value: other, verdict: 'differs', blocker: { path, line: 3 } })
      expect(found).toMatchObject({
        fix: null,
        next: { key: 'proxy.next.eraseUniversal', params: { name: 'GOPROXY' } },
      })
    },
    installed('fish') === null,
  )
})

describe('the desktop session', () => {
  test('a file of environment.d', async () => {
    const rooms = await scene()
    const path = await rooms.write('.config/environment.d/go.conf', `EDITOR=vi\nGOPROXY=${other}\n`)
    const [session] = at(await landings(rooms), 'session')
    expect(session).toMatchObject({ value: other, verdict: 'differs', blocker: { path, line: 2 } })
    expect(at(await fix(rooms, session), 'session')).toEqual([])
    expect(await readFile(path, 'utf8')).toContain(`# GOPROXY=${other}`)
  })

  test('a file of the system', async () => {
    const rooms = await scene()
    const path = await rooms.write('etc/environment', 'GOSUMDB=off\n')
    expect(at(await landings(rooms), 'session')).toMatchObject([
      { value: 'off', verdict: 'differs', blocker: { path, line: 1 } },
    ])
  })

  test('what the session itself says counts more than its files', async () => {
    const rooms = await goRooms({ env: { XDG_RUNTIME_DIR: '/run/none' } })
    await rooms.write('.config/go/env', `GOPROXY=${wanted}\n`)
    const script = await rooms.write('bin/systemctl', `#!/bin/sh\n[ "$1" = --user ] && echo GOPROXY=${other}\n`)
    const { chmod } = await import('node:fs/promises')
    await chmod(script, 0o755)
    const world = { ...rooms.world, env: { ...rooms.world.env, PATH: `${join(script, '..')}:${rooms.world.env.PATH}` } }
    expect(at(await createProxy(world, rooms).landed(), 'session')).toMatchObject([
      { value: other, verdict: 'differs' },
    ])
  })
})

describe('editors', () => {
  const settings = `\uFEFF{
  // "GOPROXY": "commented out",
  "go.toolsEnvVars": {
    "GOPROXY": "${other}", /* mine */
    "GOSUMDB": "off",
  },
  "go.goroot": "/opt/go",
  "terminal.integrated.env.linux": { "GOPROXY": "direct" },
}
`
  test('each value of the user’s settings, and its fix keeps every other byte', async () => {
    const rooms = await scene()
    const path = await rooms.write('.config/Code/User/settings.json', settings)
    const found = at(await landings(rooms), 'vscode')
    expect(found.map(({ value, verdict, blocker }) => [value, verdict, blocker?.line])).toEqual([
      [other, 'differs', 4],
      ['off', 'differs', 5],
      ['direct', 'differs', 8],
      ['/opt/go', 'not-verified', 7],
    ])
    await fix(rooms, found[0])
    const after = at(await fix(rooms, found[2]), 'vscode')
    expect(await readFile(path, 'utf8')).toBe(settings.replace(other, wanted).replace('"direct"', `"${wanted}"`))
    expect(after.map(({ verdict }) => verdict)).toEqual(['landed', 'differs', 'landed', 'not-verified'])
  })

  test('a project’s settings', async () => {
    const rooms = await scene()
    const path = await rooms.write('src/app/.vscode/settings.json', settings)
    const folder = join(rooms.world.home, 'src/app')
    const found = at(await landings(rooms, folder), 'vscode').filter(({ blocker }) => blocker?.path === path)
    expect(found).toHaveLength(4)
    await fix(rooms, found[0], folder)
    expect(await readFile(path, 'utf8')).toBe(settings.replace(other, wanted))
  })
})

describe('a project', () => {
  test('tells what each file sets, where it counts, and mends what is read here', async () => {
    const rooms = await scene()
    const folder = join(rooms.world.home, 'src/app')
    await rooms.write('src/app/.envrc', `use flake\nexport GOPROXY='${other}'\n`)
    await rooms.write('src/app/Dockerfile', `FROM golang\nARG GOSUMDB=off\nENV GOPROXY ${other}\n`)
    await rooms.write('src/app/compose.yaml', `services:\n  a:\n    environment:\n      - "GOPROXY=${other}"\n`)
    await rooms.write('src/app/.github/workflows/ci.yml', `env:\n  GOPROXY: \${{ vars.P }}\n  GOSUMDB: 'off'\n`)
    await rooms.write('src/app/mise.toml', `[env]\nGOPROXY = "${wanted}"\n`)
    const found = at(await landings(rooms, folder), 'project')
    expect(
      found.map(({ label, verdict, blocker, next, fix: one }) => [
        label.params.file,
        blocker?.line ?? null,
        verdict,
        next?.key ?? null,
        one !== null,
      ]),
    ).toEqual([
      ['.envrc', 2, 'differs', 'proxy.next.work', true],
      ['Dockerfile', 2, 'differs', 'proxy.next.image', false],
      ['Dockerfile', 3, 'differs', 'proxy.next.image', false],
      ['compose.yaml', 4, 'differs', 'proxy.next.image', false],
      ['mise.toml', null, 'landed', null, false],
      ['.github/workflows/ci.yml', 2, 'not-verified', 'proxy.next.lookThere', false],
      ['.github/workflows/ci.yml', 3, 'differs', 'proxy.next.job', false],
    ])
    const after = at(await fix(rooms, found[0], folder), 'project')
    expect(after[0]).toMatchObject({ verdict: 'landed', blocker: null })
    expect(await readFile(join(folder, '.envrc'), 'utf8')).toBe(`use flake\nexport GOPROXY='${wanted}'\n`)
  })

  test('no password is written into its files', async () => {
    const rooms = await scene()
    await rooms.write('.config/go/env', 'GOPROXY=https://me:hunter2@goproxy.corp\n')
    await rooms.write('src/app/.env', `GOPROXY=${other}\n`)
    const found = await landings(rooms, join(rooms.world.home, 'src/app'))
    expect(at(found, 'project')).toMatchObject([{ verdict: 'differs', fix: null }])
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })

  test('the spellings', async () => {
    const value = (line: string): string | undefined => settingsOf(line, ['GOPROXY'])[0]?.value
    for (const line of ['GOPROXY=a', '  export GOPROXY=a # b', 'ENV GOPROXY a', 'ENV X=1 GOPROXY="a"', '- GOPROXY=a']) {
      expect(value(line), line).toBe('a')
    }
    for (const line of ['# GOPROXY=a', 'echo GOPROXY is', 'MYGOPROXY=a', 'GOPROXY_X=a', `x: \${GOPROXY:-a}`]) {
      expect(value(line), line).toBeUndefined()
    }
    expect(withValue('export GOPROXY=a # b', 'GOPROXY', 'x|y')).toBe("export GOPROXY='x|y' # b")
    expect(withValue('- "GOPROXY=a"', 'GOPROXY', 'x|y')).toBe('- "GOPROXY=x|y"')
    expect(withValue('GOPROXY="a"', 'GOPROXY', 'x$(y)')).toBeNull()
    expect(withValue('nothing', 'GOPROXY', 'x')).toBeNull()
  })
})

describe('programs that run', () => {
  test(
    'an editor’s server that was started with another value',
    async () => {
      const rooms = await scene()
      const gopls = join(rooms.world.home, 'gopls')
      await mkdir(rooms.world.home, { recursive: true })
      await copyFile('/bin/sleep', gopls)
      const child = spawn(gopls, ['60'], { env: { GOPROXY: 'https://me:hunter2@old.example' } })
      onTestFinished(() => void child.kill())
      await once(child, 'spawn')
      const found = at(await landings(rooms), 'program').filter(({ label }) => label.params.pid === child.pid)
      expect(found).toMatchObject([
        { value: 'https://•••@old.example', verdict: 'differs', next: { key: 'proxy.next.startAnew' }, fix: null },
      ])
    },
    process.platform !== 'linux',
  )
})

describe('what may be mended', () => {
  test('is only what a landing names', async () => {
    const rooms = await scene()
    const proxy = createProxy(rooms.world, rooms)
    const path = await rooms.write('elsewhere/.env', `GOPROXY=${other}\n`)
    const request = { kind: 'value', path, line: 1, name: 'GOPROXY', folder: rooms.world.home } as const
    expect(await rejection(proxy.planLandingFix(request))).toMatchObject({ code: 'FILE_UNSUITABLE' })
    expect(await rejection(proxy.planLandingFix({ ...request, kind: 'rc-line' }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })

  test('a folder that is no full path is refused', async () => {
    const rooms = await scene()
    expect(await rejection(landings(rooms, 'src'))).toMatchObject({ code: 'INVALID_INPUT' })
  })
})
