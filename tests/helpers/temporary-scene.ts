import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { Boot } from '../../main/kit'
import { createProxy } from '../../main/proxy'
import { createTemporary, type Temporary } from '../../main/temporary'
import { type FakeClock, fakeClock } from './fake-clock'
import { type GoRooms, goRooms, roomsOf } from './go-rooms'
import { type TestWorld, worldAt } from './world'

/** Temporary values in a home with a real Go, on clocks that the test moves. */
export interface TemporaryScene extends GoRooms {
  readonly temporary: Temporary
  readonly clock: FakeClock
  /** The computer's start: another id is a restart. `uptime` follows the clock. */
  readonly boot: { id: string; uptime: number }
  /** What go says of a variable now, in a new process. */
  inForce(name: string): Promise<string>
  /** The same home as another process of GoReady has it. */
  again(): Promise<Temporary>
}

/** A scene; `file` is what the user's go env file holds. */
export async function temporaryScene(
  file: string | null,
  options: { env?: Record<string, string> } = {},
): Promise<TemporaryScene> {
  const rooms = await goRooms(options)
  if (file !== null) await rooms.write('.config/go/env', file)
  const clock = fakeClock()
  const boot = { id: 'first', uptime: 1_000_000 }
  return {
    ...rooms,
    clock: {
      ...clock,
      advance: (milliseconds) => {
        clock.advance(milliseconds)
        boot.uptime += milliseconds
      },
    },
    boot,
    temporary: temporaryOf(rooms, { ...rooms.world, clock }, () => Promise.resolve({ ...boot })),
    inForce: async (name) => (await rooms.go.env())[name] ?? '',
    again: async () => {
      const world = await worldAt(rooms.world.home, options)
      onTestFinished(() => world.http.close())
      return temporaryOf(roomsOf(world), { ...world, clock }, () => Promise.resolve({ ...boot }))
    },
  }
}

function temporaryOf(rooms: GoRooms, world: TestWorld, boot: () => Promise<Boot>): Temporary {
  const { goenv, journal } = rooms
  return createTemporary(world, { goenv, journal, proxy: createProxy(rooms.world, rooms), boot })
}

/** A process that is no more: its id, and a start that no other one has. */
export async function goneProcess(): Promise<{ pid: number; start: string }> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'close')
  return { pid: child.pid ?? 0, start: 'gone' }
}
