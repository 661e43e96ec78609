// Red when, for one, `scrubber` in main/report/scrub.ts leaves the base64 forms out, or `secretsIn` the netrc passwords.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createProxy } from '../../../main/proxy'
import { createReport } from '../../../main/report'
import { scrubber, secretsIn } from '../../../main/report/scrub'
import { createStatus } from '../../../main/status'
import { createTexts } from '../../../preload/texts'
import { goBin, roomsOf } from '../../helpers/go-rooms'
import { sdkRooms } from '../../helpers/sdk-rooms'
import { testWorld } from '../../helpers/world'

const seed = process.env.GOREADY_REPORT_SEED ?? 'report'
let cases = 0
afterAll(() => {
  console.log(`report: ${cases} cases, seed ${seed} (GOREADY_REPORT_SEED)`)
  expect(cases).toBeGreaterThanOrEqual(80)
})

const secret = (place: string): string =>
  `${Buffer.from(`${seed}-${place}`).toString('hex').slice(-14)}Zq!${place.length}+k`
const bases = (value: string): string[] =>
  ['', 'x', 'xy'].map((before) => {
    const whole = Buffer.from(`${before}${value}`).toString('base64').replace(/=+$/, '')
    return whole.slice(before.length === 0 ? 0 : before.length + 1, -1)
  })
const formsOf = (value: string): string[] => [
  value,
  encodeURIComponent(value),
  ...bases(value),
  ...bases(encodeURIComponent(value)),
]

test('no secret of this machine is in the report, in any form', async () => {
  const url = (place: string): string => encodeURIComponent(secret(place))
  const env = {
    PATH: `${goBin}:/usr/bin:/bin`,
    USER: 'gopherina',
    GOPROXY: `http://bot:${url('goproxy')}@127.0.0.1:9/x`,
    GOSUMDB: 'off',
    HTTP_PROXY: `http://me:${url('http-proxy')}@127.0.0.1:9`,
    GOFLAGS: `-ldflags=-X=main.API_TOKEN=${secret('goflags')}`,
    GOAUTH: 'netrc',
    CI_JOB_TOKEN: secret('variable'),
  }
  const world = await testWorld({ env })
  const write = (name: string, content: string): Promise<void> => writeFile(join(world.home, name), content)
  await write('.netrc', `machine git.corp.example.com login bot password ${secret('netrc')}\n`)
  await write(
    '.bashrc',
    `export PATH='${goBin}:/usr/bin:/bin'\nexport GOPROXY=https://u:${url('rc')}@corp.example.com\n`,
  )
  await mkdir(join(world.home, '.config/go'), { recursive: true })
  await write('.config/go/env', `GONOPROXY=a.example.com\nGOPROXY=https://u:${url('goenv')}@corp.example.com\n`)
  await mkdir(world.dirs.logs, { recursive: true })
  const places = ['goproxy', 'http-proxy', 'goflags', 'variable', 'netrc', 'rc', 'goenv']
  const log = places.flatMap((place) =>
    formsOf(secret(place)).map((form) => JSON.stringify({ msg: `sent ${form} to a proxy` })),
  )
  await writeFile(
    join(world.dirs.logs, 'goready.log'),
    `${log.join('\n')}\nAuthorization: Bearer abcdef${'0'.repeat(20)}\n`,
  )

  const rooms = roomsOf(world)
  const { sdk, releases } = sdkRooms(world, { defaults: [], goproxy: 'off', gosumdb: 'sum.golang.org' })
  const { goenv, shell, journal } = rooms
  const english = createTexts('en')
  const report = createReport(world, {
    ...{ goenv, shell, journal, sdk },
    proxy: createProxy(world, { goenv, shell }),
    status: createStatus(world, { goenv, sdk, shell, journal, releases }),
    version: '1.2.3',
    words: ({ key, params }) => english.t(key, params),
  })
  const { paths } = await report.write('shared')
  for (const path of paths) {
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const content = await readFile(path, 'utf8')
    expect(content).toContain('GOPROXY')
    expect(content).toContain('1.2.3')
    for (const place of places)
      for (const form of formsOf(secret(place))) {
        cases++
        expect(content.includes(form), `${place} in ${path}`).toBe(false)
      }
    expect(content).not.toContain(world.home)
    expect(content).not.toContain('gopherina')
    expect(content).toContain('~')
  }
})

test('what was taken out is not taken out again', () => {
  const scrub = scrubber({ secrets: ['s3cr3t-value'], home: '/home/gopher', names: ['gopher'] })
  const once = scrub('GET https://u:s3cr3t-value@x.org/ by gopher in /home/gopher/app')
  expect(once).toBe('GET https://•••@x.org/ by <name> in ~/app')
  expect(scrub(once)).toBe(once)
})

test('secrets are known by where they stand', () => {
  expect(secretsIn('https://bot:p%40ss@x.org machine a login b password hush1 MY_TOKEN="tok1"')).toEqual(
    expect.arrayContaining(['p%40ss', 'p@ss', 'hush1', 'tok1']),
  )
})
