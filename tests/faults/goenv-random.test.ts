// Random go env files and values, compared with real Gos: read as they read them, written as they would.
// Red when, for one, linesOf (main/golang/goenv-file.ts) splits at a carriage return, or goenvValueFault
// (main/golang/goenv-variables.ts) forgets GOBIN.
import { join } from 'node:path'
import { expect } from 'vitest'
import { parseGoenv, settingsByName } from '../../main/golang'
import { forEachGo, place } from '../helpers/goenv-scene'
import { eachOf, numbersFrom, seedFrom } from '../helpers/seeded'

const seed = seedFrom('GOREADY_GOENV_SEED', 20_261_124)

forEachGo(
  3,
  `comparisons of go env files and values, random ones from GOREADY_GOENV_SEED=${seed}`,
  (scenario, release) => {
    scenario('sixty random files are read as go reads them', async (scene) => {
      const pick = numbersFrom(`${seed} reading ${release}`)
      for (let round = 0; round < 60; round += 1) {
        const file = randomFile(pick)
        await place(scene, file)
        const [rows, theirs] = await Promise.all([scene.goenv.table(), scene.reads(readable)])
        const ours = readable.map((name) => rows.rows.find((one) => one.name === name)?.value)
        const byFile = readable.map((name) => settingsByName(parseGoenv(Buffer.from(file, 'latin1'))).get(name)?.value)
        expect([file, theirs]).toEqual([file, ours])
        expect([file, theirs]).toEqual([file, byFile.map((value, at) => value || theirs[at])])
      }
    })

    scenario('ten random files keep every other byte', async (scene) => {
      const pick = numbersFrom(`${seed} writing ${release}`)
      for (let round = 0; round < 10; round += 1) {
        const before = randomFile(pick)
        await place(scene, before)
        await scene.apply(await scene.goenv.planSet({ GOPRIVATE: `example.com/${round}` }))
        const others = (text: string | null): string =>
          (text ?? '').replaceAll(/^GOPRIVATE=[^\n]*(?:\n|$)/gm, '').trimEnd()
        expect(others(await scene.content())).toBe(others(before))
        expect(await scene.reads(['GOPRIVATE'])).toEqual([`example.com/${round}`])
      }
    })

    scenario('whatever go env -w refuses is refused, and what it takes is taken', async (scene) => {
      const differing: string[] = []
      await eachOf(tried, 4, async ([name, value], index) => {
        const theirs = { GOENV: join(scene.world.home, `theirs-${index}`) }
        const { code } = await scene.run(['env', '-w', `${name}=${value}`], theirs)
        const ours = await scene.goenv.planSet({ [name]: value }).then(
          () => 'taken',
          () => 'refused',
        )
        if ((code === 0) !== (ours === 'taken')) differing.push(`${name}=${value} ${ours}`)
      })
      expect(differing.sort()).toEqual(stricter)
      expect(await scene.content()).toBeNull()
    })
  },
)

const readable = ['GOPROXY', 'GOSUMDB', 'GOPRIVATE', 'GOVCS', 'GOINSECURE']

/** A file of go env lines, half of them about variables that are read back, and of what else people and editors leave. */
function randomFile(pick: (below: number) => number): string {
  const one = (...choice: readonly string[]): string => choice[pick(choice.length)] ?? ''
  const value = (): string =>
    Array.from({ length: pick(8) }, () => one('a', 'z', ',', '|', ' ', '=', '"', '#', '\t', '\r', '.', '*')).join('')
  const line = (): string =>
    one(
      `${one(...readable)}=${value()}`,
      `${one(...readable)}=${value()}`,
      `FOO${pick(3)}=${value()}`,
      `# ${value()}`,
      value(),
      `\x00\xff${value()}`,
      ` ${one(...readable)}=${value()}`,
      '',
      '=',
    )
  const lines = Array.from({ length: pick(12) }, line)
  return lines.join('\n') + one('\n', '', '\n\n')
}

const tried: readonly (readonly [string, string])[] = [
  ...['on', 'off', 'auto', 'yes', '', 'ON'].map((value) => ['GO111MODULE', value] as const),
  ...['/a', 'a', '~/a', '/a:/b', '/a:b', ''].map((value) => ['GOPATH', value] as const),
  ...['/b', 'b', ''].map((value) => ['GOBIN', value] as const),
  ...['linux', 'plan10', ''].map((value) => ['GOOS', value] as const),
  ...['amd64', 'amd65'].map((value) => ['GOARCH', value] as const),
  ...['off', 'a|b', 'a,b'].map((value) => ['GOPROXY', value] as const),
  ...['-x', 'x', '-ldflags=-s', ''].map((value) => ['GOFLAGS', value] as const),
  ...['/c', 'c'].map((value) => ['GOMODCACHE', value] as const),
  ...['GOFOO', 'goproxy', 'GOENV', 'GOVERSION', 'GOMOD', 'GOAUTH', 'GOARM64', 'GOTOOLCHAIN', 'GOFIPS140'].map(
    (name) => [name, 'off'] as const,
  ),
  ['GOTOOLCHAIN', 'auto'],
  ['CC', 'gcc -m32'],
  ['GOEXPERIMENT', 'nosuch'],
  ['GOEXPERIMENT', ''],
]

/** go env -w takes these, and then no go command starts, or go install does not work. */
const stricter = ['GOBIN=b refused', 'GOFLAGS=x refused', 'GOPATH=/a:b refused', 'GOTOOLCHAIN=off refused']
