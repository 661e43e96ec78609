// Go env files with which no go command starts any more, not even the one that would take the line out: GoReady repairs
// them with every real Go, and touches no other line.
// Red when, for one, `suspects` or the loop in culprits (main/goenv/breakage.ts) stops at the first bad line.
import { expect } from 'vitest'
import { forEachGo, type GoenvScene, place } from '../helpers/goenv-scene'
import { numbersFrom, seedFrom } from '../helpers/seeded'

const seed = seedFrom('GOREADY_GOENV_SEED', 20_261_124)
const good = '# mine\nGOPROXY=https://goproxy.cn\nFOO=kept\n'

/** Repairs: go works again, and `after` is what stands in the file. Undo brings the bad file back to the byte. */
async function isRepaired(scene: GoenvScene, before: string, after: string): Promise<void> {
  await place(scene, before)
  expect(await works(scene)).toBe(false)
  expect((await scene.goenv.table()).file.state).toBe('breaks-go')
  await scene.apply(await scene.goenv.planRepair())
  expect(await scene.content()).toBe(after)
  expect(await works(scene)).toBe(true)
  expect((await scene.goenv.planRepair()).changes).toEqual([])
  await scene.undo()
  expect(await scene.content()).toBe(before)
}

/** True when both start: each forgives some lines that the other does not. */
async function works(scene: GoenvScene): Promise<boolean> {
  const ends = await Promise.all([scene.run(['version']), scene.run(['env'])])
  return ends.every(({ code }) => code === 0)
}

/** Lines that each keep every Go from starting. */
const bad = [
  'GOFLAGS=-nosuchflag',
  'GOFLAGS=x',
  'GO111MODULE=bogus',
  'GOTOOLCHAIN=bash',
  'GOPATH=relative',
  'GOOS=plan10',
  'GOARCH=amd65',
  'GOEXPERIMENT=nosuch',
  'GO111MODULE=on\r',
] as const

forEachGo(13, `go env files that broke go, random ones from GOREADY_GOENV_SEED=${seed}`, (scenario, release) => {
  scenario('go env -w GOROOT=/nonexistent, which go env -u can not take back', async (scene) => {
    const { code, stderr } = await scene.run(['env', '-w', 'GOROOT=/nonexistent'])
    if (code !== 0) {
      // Go 1.27 takes it no more; one before it may have left it there
      expect(stderr).toContain('GOROOT cannot be modified')
      await place(scene, 'GOROOT=/nonexistent\n')
    }
    expect(await scene.content()).toBe('GOROOT=/nonexistent\n')
    for (const args of [['version'], ['env'], ['env', '-u', 'GOROOT']]) expect((await scene.run(args)).code).not.toBe(0)
    await isRepaired(scene, `${good}GOROOT=/nonexistent\n`, `${good}# GOROOT=/nonexistent\n`)
    await scene.apply(await scene.goenv.planRepair())
    expect(await scene.run(['env', '-w', 'GOPRIVATE=example.com'])).toMatchObject({ code: 0 })
    expect(await scene.reads(['GOPRIVATE', 'GOPROXY'])).toEqual(['example.com', 'https://goproxy.cn'])
  })

  for (const line of bad) {
    scenario(JSON.stringify(line), async (scene) => {
      const repaired = line.endsWith('\r') ? line.slice(0, -1) : `# ${line}`
      await isRepaired(scene, `${good}${line}\nGOSUMDB=off\n`, `${good}${repaired}\nGOSUMDB=off\n`)
    })
  }

  scenario('the whole file written by an editor with carriage returns', (scene) =>
    isRepaired(scene, 'GO111MODULE=on\r\n# c\r\nFOO=1\r\n', 'GO111MODULE=on\n# c\r\nFOO=1\n'),
  )

  scenario('every line of a name, or the one before would count', (scene) =>
    isRepaired(scene, `GO111MODULE=a\n${good}GO111MODULE=b`, `# GO111MODULE=a\n${good}# GO111MODULE=b`),
  )

  scenario('four random files with one to four bad lines among good ones', async (scene) => {
    const pick = numbersFrom(`${seed} repair ${release}`)
    for (let round = 0; round < 4; round += 1) {
      const lines = Array.from(
        { length: pick(6) },
        (_, index) => ['# c', 'FOO=1', `GOPRIVATE=a${index}`, ''][pick(4)] ?? '',
      )
      const chosen = new Set<string>(Array.from({ length: 1 + pick(4) }, () => bad[pick(bad.length - 1)] ?? ''))
      for (const line of chosen) lines.splice(pick(lines.length + 1), 0, line)
      await place(scene, `${lines.join('\n')}\n`)
      expect([lines, await works(scene)]).toEqual([lines, false])
      await scene.apply(await scene.goenv.planRepair())
      const after = (await scene.content())?.split('\n') ?? []
      expect(after.map((line) => line.replace(/^# (?!c)/, '')).join('\n')).toBe(`${lines.join('\n')}\n`)
      expect([lines, await works(scene), after.filter((line) => chosen.has(line))]).toEqual([lines, true, []])
    }
  })
})
