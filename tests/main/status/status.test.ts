import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createStatus } from '../../../main/status'
import type { Check, CheckId } from '../../../preload/contract'
import { drain } from '../../helpers/drain'
import { goBin, roomsOf } from '../../helpers/go-rooms'
import { sdkRooms } from '../../helpers/sdk-rooms'
import { temporaryDir } from '../../helpers/temporary-dir'
import { type TestWorld, testWorld } from '../../helpers/world'

async function check(world: TestWorld, id: CheckId): Promise<Check | undefined> {
  const { goenv, shell, journal } = roomsOf(world)
  const { sdk, releases } = sdkRooms(world, { defaults: [], goproxy: 'off', gosumdb: 'sum.golang.org' })
  const status = createStatus(world, { goenv, sdk, shell, journal, releases })
  const { returned } = await drain(status.check())
  return returned.checks.find((one) => one.id === id)
}

async function anotherGo(): Promise<string> {
  const goroot = await temporaryDir()
  await mkdir(join(goroot, 'bin'))
  await writeFile(join(goroot, 'VERSION'), 'go1.20.14\n')
  await writeFile(join(goroot, 'bin/go'), '#!/bin/sh\n')
  await chmod(join(goroot, 'bin/go'), 0o755)
  return join(goroot, 'bin')
}

/** Terminals and this process find these Gos in this order, and none that the machine has. */
async function worldWith(...bins: string[]): Promise<TestWorld> {
  const path = bins.join(':')
  const world = await testWorld({ env: { PATH: path, GOPROXY: 'off', GOSUMDB: 'off' } })
  for (const rc of ['.profile', '.bashrc']) await writeFile(join(world.home, rc), `export PATH='${path}'\n`)
  return world
}

test('a Go of somebody else that fresh shells find is not one that could be taken by mistake', async () => {
  expect(await check(await worldWith(goBin), 'path-shadowed')).toMatchObject({ verdict: 'ok' })
})

test('one that stands behind it is', async () => {
  const other = await anotherGo()
  expect(await check(await worldWith(goBin, other), 'path-shadowed')).toMatchObject({
    verdict: 'note',
    value: join(other, 'go'),
    reason: { params: { count: 1 } },
  })
})
