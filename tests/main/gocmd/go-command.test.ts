import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createGoCommand } from '../../../main/gocmd'
import { exists, type Failure, toFailure } from '../../../main/kit'
import { goBin, goRooms, goRoot } from '../../helpers/go-rooms'
import { testWorld } from '../../helpers/world'

const script = async (dir: string, text: string): Promise<string> => {
  await mkdir(dir, { recursive: true })
  const path = join(dir, 'go')
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return path
}

describe('find', () => {
  it('takes the active SDK first, then PATH, and knows the SDK behind links', async () => {
    const { world, go } = await goRooms()
    expect(await go.find()).toEqual({ binary: `${goBin}/go`, goroot: goRoot })
    await mkdir(world.dirs.data, { recursive: true })
    const current = join(world.dirs.data, 'current')
    await symlink(goRoot, current)
    expect(await go.find()).toEqual({ binary: join(current, 'bin/go'), goroot: goRoot })
  })

  it('passes over folders, files that are not executable and relative entries', async () => {
    const world = await testWorld()
    await mkdir(join(world.home, 'a/go'), { recursive: true })
    await mkdir(join(world.home, 'b'))
    await writeFile(join(world.home, 'b/go'), '')
    const last = await script(join(world.home, 'c'), 'exit 0')
    const env = { PATH: `.::rel:${['a', 'b', 'c'].map((dir) => join(world.home, dir)).join(':')}` }
    const go = createGoCommand({ ...world, env }, { currentBin: join(world.home, 'none') })
    expect(await go.find()).toEqual({ binary: last, goroot: null })
  })

  it('finds none', async () => {
    const { go } = await goRooms({ env: { PATH: '/bin' } })
    expect(await go.find()).toBeNull()
    await expect(go.env()).rejects.toMatchObject({ code: 'GO_NOT_FOUND' })
  })
})

describe('env', () => {
  it('tells what go tells, with the real telemetry folder, and leaves nothing in the home', async () => {
    const { world, go, write } = await goRooms()
    await write('.config/go/telemetry/mode', 'off 2026-01-01')
    const env = await go.env()
    expect(env).toMatchObject({
      GOROOT: goRoot,
      GOENV: join(world.home, '.config/go/env'),
      GOTELEMETRY: 'off',
      GOTELEMETRYDIR: join(world.home, '.config/go/telemetry'),
      GOTOOLCHAIN: /^GOTOOLCHAIN=(.*)$/m.exec(await readFile(join(goRoot, 'go.env'), 'utf8'))?.[1],
    })
    expect(await readdir(join(world.home, '.config/go/telemetry'))).toEqual(['mode'])
    expect(await exists(join(world.home, 'go'))).toBe(false)
    expect(await readdir(join(world.home, '.cache'))).toEqual(['goready'])
    expect(env.GOCACHE).toBe(join(world.home, '.cache/go-build'))
    expect(await readdir(join(world.dirs.cache, 'telemetry'))).toEqual(['mode'])
  })

  it('neither switches nor downloads, whatever GOTOOLCHAIN says', async () => {
    const { go, write } = await goRooms({ env: { GOPROXY: 'off' } })
    await write('.config/go/env', 'GOTOOLCHAIN=go1.99.0+auto\n')
    expect(await go.env()).toMatchObject({ GOTOOLCHAIN: 'go1.99.0+auto', GOROOT: goRoot })
  })

  it('fails with the words of go for a GOTOOLCHAIN that it refuses', async () => {
    const { go, write } = await goRooms()
    await write('.config/go/env', 'GOTOOLCHAIN=bash\n')
    await expect(go.env()).rejects.toMatchObject({
      code: 'GO_FAILED',
      details: { what: 'env -json', output: 'go: invalid GOTOOLCHAIN "bash"' },
    })
  })

  it.each([
    [{ GOCACHE: '/tmp/some/cache' }, '', '/tmp/some/cache'],
    [{}, 'GOCACHE=/tmp/other/cache\n', '/tmp/other/cache'],
    [{ XDG_CACHE_HOME: '/tmp/xdg' }, '', '/tmp/xdg/go-build'],
  ])('tells the build cache of %j %j', async (env: Record<string, string>, file, cache) => {
    const { go, write } = await goRooms({ env })
    await write('.config/go/env', file)
    expect((await go.env()).GOCACHE).toBe(cache)
    expect((await go.run(['env', 'GOCACHE'])).stdout).toBe(`${cache}\n`)
  })

  it('leaves go its own words about a build cache that it refuses', async () => {
    const { go } = await goRooms({ env: { GOCACHE: 'relative' } })
    await expect(go.env()).rejects.toMatchObject({ details: { output: expect.stringContaining('GOCACHE') } })
  })

  it('is not led astray by a go.mod in the home', async () => {
    const { go, write } = await goRooms({ env: { GOTOOLCHAIN: 'auto', GOPROXY: 'off' } })
    await write('go.mod', 'module m\n\ngo 1.99.0\n')
    expect(await go.env()).toMatchObject({ GOTOOLCHAIN: 'auto', GOMOD: '/dev/null' })
  })

  it('fails for a go that gives no JSON', async () => {
    const world = await testWorld()
    await script(join(world.home, 'bin'), 'echo {')
    const go = createGoCommand({ ...world, env: { PATH: join(world.home, 'bin') } }, { currentBin: '/none' })
    await expect(go.env()).rejects.toMatchObject({ code: 'GO_FAILED' })
  })
})

describe('version', () => {
  it('is the binary’s own, however broken the settings', async () => {
    const { go, write } = await goRooms({ env: { GOROOT: '/nonexistent', GOFLAGS: 'nonsense' } })
    await write('.config/go/env', 'GOROOT=/gone\nGOTOOLCHAIN=bash\n')
    expect(await go.version(`${goBin}/go`)).toMatch(/^go1\.\d+\.\d+$/)
  })

  it('reads development versions and experiments', async () => {
    const world = await testWorld()
    const go = createGoCommand(world, { currentBin: '/none' })
    const devel = await script(join(world.home, 'a'), 'echo go version devel go1.28-0a1b2c3d Tue Nov 24 linux/amd64')
    const rc = await script(join(world.home, 'b'), 'echo go version go1.27rc1 X:nodwarf5 linux/amd64')
    expect(await go.version(devel)).toBe('go1.28-0a1b2c3d')
    expect(await go.version(rc)).toBe('go1.27rc1')
  })
})

describe('run', () => {
  it('keeps the user’s settings and gives both streams', async () => {
    const { go, world } = await goRooms({ env: { GOFLAGS: '-mod=mod' } })
    expect((await go.run(['env', 'GOFLAGS'])).stdout).toBe('-mod=mod\n')
    const { env } = await go.forRunning()
    expect(env).toMatchObject({ GOFLAGS: '-mod=mod', TEST_TELEMETRY_DIR: join(world.dirs.cache, 'telemetry') })
  })

  it('redacts and shortens what go says', async () => {
    const world = await testWorld()
    await script(join(world.home, 'bin'), 'echo "reading https://me:hunter2pw@host/x with s3cr3t-value" >&2; exit 3')
    const env = { PATH: `${join(world.home, 'bin')}:/bin`, MY_TOKEN: 's3cr3t-value' }
    const go = createGoCommand({ ...world, env }, { currentBin: '/none' })
    const failure = await go.run(['list', 'https://tok3n@host']).catch((error: unknown) => toFailure(error))
    expect(failure).toMatchObject({
      code: 'GO_FAILED',
      details: { output: expect.stringContaining('reading https://') },
    })
    expect(JSON.stringify((failure as Failure).toShape())).not.toMatch(/hunter2pw|s3cr3t|tok3n/)
  })

  it('ends a go that hangs, and with it what it started', async () => {
    const world = await testWorld()
    await script(join(world.home, 'bin'), 'sleep 600 & wait')
    const go = createGoCommand({ ...world, env: { PATH: `${join(world.home, 'bin')}:/bin` } }, { currentBin: '/none' })
    await expect(go.run(['build'], { timeout: 50 })).rejects.toMatchObject({
      code: 'GO_FAILED',
      details: { output: expect.stringContaining('no answer within 0.05 s') },
    })
    const controller = new AbortController()
    const running = go.run(['build'], { signal: controller.signal })
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
