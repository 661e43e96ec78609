import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { goRooms } from '../../helpers/go-rooms'
import { buildGoenvWriter } from '../../helpers/goenv-writer'

const names = [
  'GOPRIVATE',
  'GONOPROXY',
  'GONOSUMDB',
  'GOINSECURE',
  'GOVCS',
  'GOAUTH',
  'GOEXPERIMENT',
  'GOPROXY',
  'GOSUMDB',
]
const more = [
  'AR',
  'CC',
  'CXX',
  'FC',
  'GCCGO',
  'GO386',
  'GOARM',
  'GOARM64',
  'GOMIPS',
  'GOMIPS64',
  'GOPPC64',
  'GORISCV64',
]
const all = [...names, ...more, 'GOWASM', 'GOAMD64', 'PKG_CONFIG']

it('loses nothing when twelve processes write at once, and keeps what others have', async () => {
  const { world, write, file, journal } = await goRooms()
  const writer = await buildGoenvWriter()
  await write('.config/go/env', '# mine\nOTHER=kept\nGOPROXY=old\n')
  const values = all.map((name, index) => [name, `v${index}`] as const)
  const shares = Array.from({ length: 12 }, (_, share) => values.filter((_, index) => index % 12 === share))
  const done = await Promise.all(shares.map((share) => writer(world.home, Object.fromEntries(share))))
  const lines = (await readFile(file, 'utf8')).split('\n')
  expect(lines.slice(0, 3)).toEqual(['# mine', 'OTHER=kept', 'GOPROXY=v7'])
  expect([...lines.slice(2)].filter((line) => line !== '').sort()).toEqual(
    values.map(([name, value]) => `${name}=${value}`).sort(),
  )
  // what was refused needs nobody's attention
  const phases = new Set((await journal.list()).map(({ phase }) => phase))
  expect([...phases].sort()).toEqual(['applied', 'rolled-back'])
  // they did get into each other's way
  expect(done.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(0)
})
