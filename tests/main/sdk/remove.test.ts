import { chmod, mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { distModeOf } from '../../../main/golang'
import { rejection } from '../../helpers/failure-of'
import type { SdkNet } from '../../helpers/sdk-net'
import { newest, older, sdkScene } from '../../helpers/sdk-scene'
import { goTree } from '../../helpers/toolchain'

const moduleOnly = (net: SdkNet) => net.moduleOnly

async function placeByHand(goroot: string, version: string): Promise<void> {
  for (const [path, content] of Object.entries(goTree(version))) {
    await mkdir(dirname(join(goroot, path)), { recursive: true })
    await writeFile(join(goroot, path), content, { mode: distModeOf(path) })
  }
}

describe('removing an SDK', () => {
  test('that GoReady placed deletes it for real; undo fetches it again', async () => {
    const { sdk, apply, undo, home, world, aside } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    const whole = await home()
    const plan = await sdk.planUninstall(newest)
    expect(plan.changes).toMatchObject([{ kind: 'sdk-remove', data: { trash: null } }])
    const { entryId } = await apply(plan)
    expect([await home(), await aside()]).toEqual(['', []])
    expect(await readdir(join(world.dirs.state, 'sdks'))).toEqual(['dirs.json'])
    await undo({ ids: [entryId] })
    expect(await home()).toBe(whole)
    expect((await sdk.state({ probeShell: false })).installed).toMatchObject([
      { origin: 'goready', proof: 'log-verified' },
    ])
  })

  test('that somebody else placed keeps it aside; undo brings back the very files', async () => {
    const { sdk, apply, undo, home, goroot, aside, net } = await sdkScene(moduleOnly)
    await placeByHand(goroot, newest)
    await writeFile(join(goroot, 'mine.txt'), 'notes')
    const before = await home()
    const { entryId } = await apply(await sdk.planUninstall(newest))
    expect((await sdk.state({ probeShell: false })).installed).toEqual([])
    expect(await aside()).toEqual([expect.stringMatching(/^\.goready-trash-go1\.27\.4-/)])
    await undo({ ids: [entryId] })
    expect(await home()).toBe(before)
    expect(net.proxy.requests).toEqual([])
  })

  test('put aside and then purged can not be undone, and says so', async () => {
    const { sdk, apply, undo, goroot, aside } = await sdkScene(moduleOnly)
    await placeByHand(goroot, newest)
    const { entryId } = await apply(await sdk.planUninstall(newest))
    expect(await sdk.purge()).toHaveLength(1)
    expect(await aside()).toEqual([])
    expect(await rejection(undo({ ids: [entryId] }))).toMatchObject({ code: 'SDK_NOT_INSTALLED' })
  })

  test('in use is refused, in the plan and when it became so later', async () => {
    const { sdk, apply, goroot } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    const plan = await sdk.planUninstall(newest)
    await apply(await sdk.planUse(newest))
    expect(await rejection(sdk.planUninstall(newest))).toMatchObject({
      code: 'SDK_ACTIVE',
      details: { version: newest },
    })
    expect(await rejection(apply(plan))).toMatchObject({ code: 'SDK_ACTIVE' })
    expect(await readdir(goroot)).toContain('VERSION')
  })

  test('that is not there is refused', async () => {
    const { sdk } = await sdkScene(moduleOnly)
    expect(await rejection(sdk.planUninstall('1.27.4'))).toMatchObject({
      code: 'SDK_NOT_INSTALLED',
      details: { version: newest, path: expect.stringContaining(newest) },
    })
  })

  test('makes read-only folders no obstacle', async () => {
    const { sdk, apply, goroot, home } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    await chmod(join(goroot, 'src', 'fmt'), 0o555)
    await apply(await sdk.planUninstall(newest))
    expect(await home()).toBe('')
  })
})

describe('undo of a mixed history', () => {
  test('of installing, removing, and installing again returns the home', async () => {
    const { sdk, apply, undo, home, net } = await sdkScene(moduleOnly)
    const before = await home()
    await apply(await sdk.planInstall({ version: newest, use: false }))
    await apply(await sdk.planUninstall(newest))
    await apply(await sdk.planInstall({ version: newest, use: true }))
    await apply(await sdk.planInstall({ version: older, use: true }))
    const asked = net.proxy.requests.length
    await undo({ all: true })
    expect(await home()).toBe(before)
    expect(net.proxy.requests).toHaveLength(asked)
    expect((await sdk.state({ probeShell: false })).current).toBeNull()
  })

  test('of installing and removing does nothing at all', async () => {
    const { sdk, apply, journal, home } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    await apply(await sdk.planUninstall(newest))
    const { plan } = await journal.planUndo({ all: true })
    expect(plan.changes).toEqual([])
    expect(await home()).toBe('')
  })

  test('leaves out an SDK that was deleted by hand', async () => {
    const { sdk, apply, undo, goroot, home } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    await apply(await sdk.planInstall({ version: older, use: false }))
    await rm(goroot, { recursive: true })
    await undo({ all: true })
    expect(await home()).toBe('')
  })

  test('of an earlier installation leaves alone what a later one placed', async () => {
    const { sdk, apply, undo, home } = await sdkScene(moduleOnly)
    const first = await apply(await sdk.planInstall({ version: newest, use: false }))
    await apply(await sdk.planUninstall(newest))
    await apply(await sdk.planInstall({ version: newest, use: false }))
    const whole = await home()
    await undo({ ids: [first.entryId] })
    expect(await home()).toBe(whole)
  })

  test('of removing an old tree and installing a new one puts the old one back', async () => {
    const { sdk, apply, undo, home, goroot } = await sdkScene(moduleOnly)
    await placeByHand(goroot, newest)
    await writeFile(join(goroot, 'mine.txt'), 'notes')
    const before = await home()
    await apply(await sdk.planUninstall(newest))
    await apply(await sdk.planInstall({ version: newest, use: true }))
    await undo({ all: true })
    expect(await home()).toBe(before)
  })
})

describe('the folder for SDKs', () => {
  test('can be chosen; what is no absolute path is not', async () => {
    const { sdk, apply, world } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: true }))
    await world.settings.set({ sdkRoot: join(world.home, 'deep/er/gos') })
    await apply(await sdk.planInstall({ version: newest, use: true }))
    const { installed, found } = await sdk.state({ probeShell: false })
    expect(installed.map(({ goroot }) => goroot)).toEqual([join(world.home, 'deep/er/gos', newest)])
    expect(found.map(({ goroot }) => goroot)).toContain(join(world.home, 'sdk', newest))
    await world.settings.set({ sdkRoot: 'gos' })
    expect(sdk.sdkRoot()).toBe(join(world.home, 'sdk'))
  })
})

describe('switching', () => {
  test('takes a release, a bare number, or a line', async () => {
    const { sdk, apply } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    await apply(await sdk.planInstall({ version: older, use: false }))
    const current = async () => (await sdk.state({ probeShell: false })).current
    await apply(await sdk.planUse('1.26.8'))
    expect(await current()).toBe(older)
    await apply(await sdk.planUse('go1.27'))
    expect(await current()).toBe(newest)
    await apply(await sdk.planUse('1.26'))
    expect(await current()).toBe(older)
    expect(await rejection(sdk.planUse('1.2'))).toMatchObject({ code: 'SDK_NOT_INSTALLED' })
    expect(await sdk.installedReleases()).toEqual({ versions: [newest, older], active: older })
  })

  test('reports an SDK that is a link to elsewhere as such', async () => {
    const { sdk, world } = await sdkScene(moduleOnly)
    await placeByHand(join(world.home, 'go-from-source'), newest)
    await mkdir(join(world.home, 'sdk'))
    await symlink(join(world.home, 'go-from-source'), join(world.home, 'sdk', newest))
    expect((await sdk.state({ probeShell: false })).installed).toMatchObject([{ version: newest, origin: 'foreign' }])
  })

  test('a tree that replaced ours by hand is no longer ours', async () => {
    const { sdk, apply, goroot } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    await rm(goroot, { recursive: true })
    await placeByHand(goroot, newest)
    await utimes(join(goroot, 'VERSION'), new Date(2020, 1, 1), new Date(2020, 1, 1))
    expect((await sdk.state({ probeShell: false })).installed).toMatchObject([
      { origin: 'adopted', proof: 'unverified' },
    ])
  })
})

describe('the sweep at start', () => {
  test('removes what crashed work left, and nothing that is in use or kept', async () => {
    const { sdk, apply, world, downloads, aside } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    const root = join(world.home, 'sdk')
    for (const name of [
      'staging-go1.26.8-20261124T000000000Z-abcdef',
      'deleting-go1.25.1-x',
      'trash-go1.24.1-12345678',
    ]) {
      await mkdir(join(root, `.goready-${name}`, 'bin'), { recursive: true })
    }
    await mkdir(join(world.dirs.cache, 'downloads'), { recursive: true })
    const old = join(world.dirs.cache, 'downloads', 'old.zip.part')
    await writeFile(old, 'x')
    await utimes(old, new Date(2020, 1, 1), new Date(2020, 1, 1))
    await writeFile(join(world.dirs.cache, 'downloads', 'new.zip.part'), 'x')
    await sdk.sweepStale()
    expect(await aside()).toEqual(['.goready-trash-go1.24.1-12345678'])
    expect(await downloads()).toEqual(['new.zip.part'])
    expect((await sdk.state({ probeShell: false })).installed).toHaveLength(1)
  })

  test('leaves the staging folder of a living process alone', async () => {
    const { sdk, apply, aside, ...scene } = await sdkScene(moduleOnly, {
      checkpoint: async (name) => {
        if (name !== 'install:compared') return
        await scene.sweep()
        expect(await aside()).toHaveLength(1)
      },
    }).then((found) => ({ ...found, sweep: () => found.sdk.sweepStale() }))
    await apply(await sdk.planInstall({ version: newest, use: false }))
    expect(await aside()).toEqual([])
  })
})
