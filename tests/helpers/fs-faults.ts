import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { constants } from 'node:os'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { errnos, type Fault, type FaultMode } from './fault-plan'

// Imported before anything else, in the main thread and in a worker's script: from then on every call of node:fs that
// opens, makes, writes, renames or removes something goes past a counter that all threads share, and one of them can be
// made to fail, or to be the last thing that the process comes to.

const modes: readonly FaultMode[] = ['count', 'once', 'on', 'kill']

// armed, calls counted, the call that fails, errno, mode, calls that failed, changes counted
const shared = (getEnvironmentData('goready-faults') as SharedArrayBuffer | undefined) ?? new SharedArrayBuffer(28)
setEnvironmentData('goready-faults', shared)
const block = new Int32Array(shared)

/** Counts from here on, and lets the fault happen. */
export function arm({ mode, call, errno = 'EIO' }: Fault): void {
  block.set([0, 0, call, errnos.indexOf(errno), modes.indexOf(mode), 0, 0])
  Atomics.store(block, 0, 1)
}

/** Back to health; returns how many calls were counted, how many of them change the disk, and how many failed. */
export function disarm(): { calls: number; changes: number; hits: number } {
  Atomics.store(block, 0, 0)
  return { calls: block[1] ?? 0, changes: block[6] ?? 0, hits: block[5] ?? 0 }
}

/** What the system keeps is read many times in the same way, and never written. */
const ofSystem = /^\/(?:etc|usr|proc|bin|lib)\//

/** Between two changes the disk is the same: a process need not be killed at each call in between. */
function changesDisk(name: string, flags: unknown): boolean {
  if (/^open(?:Sync)?$/.test(name)) return typeof flags === 'string' && /[wax]/.test(flags)
  return !/^(?:read|readFile|readdir|opendir|close|sync|datasync|fsync)(?:Sync)?$/.test(name)
}

/** The error that this call ends with, null when it may go on. */
function fault(name: string, path: unknown, flags?: unknown): Error | null {
  if (Atomics.load(block, 0) === 0 || (typeof path === 'string' && ofSystem.test(path))) return null
  const call = Atomics.add(block, 1, 1) + 1
  const change = changesDisk(name, flags) ? Atomics.add(block, 6, 1) + 1 : 0
  const [, , target = 0, errno = 0, mode = 0] = block
  if (mode === 3 && change === target) process.kill(process.pid, 'SIGKILL')
  if (mode === 0 || mode === 3 || call < target || (call > target && mode !== 2)) return null
  Atomics.add(block, 5, 1)
  const code = errnos[errno] ?? 'EIO'
  const where = typeof path === 'string' ? path : undefined
  const message = `${code}: injected at call ${call}, ${name}${where === undefined ? '' : ` '${where}'`}`
  const details = {
    code,
    errno: -constants.errno[code],
    syscall: name,
    ...(where === undefined ? {} : { path: where }),
  }
  return Object.assign(new Error(message), details)
}

// what a process wrote outlives its end all the same; only a power cut makes the difference, and that is not played here
const flushed = async (): Promise<void> => undefined

type Anything = (this: unknown, ...args: unknown[]) => unknown
type Functions = Record<string, Anything | undefined>

/** A full disk takes a part of the bytes first. */
function half(error: Error, data: unknown): Uint8Array | string | null {
  if (!('code' in error) || error.code !== 'ENOSPC') return null
  if (typeof data === 'string') return data.slice(0, data.length / 2)
  return data instanceof Uint8Array ? data.subarray(0, data.length / 2) : null
}

function wrapPromises(functions: Functions, names: readonly string[], ofHandle = false): void {
  for (const name of names) {
    const original = name === 'sync' || name === 'datasync' ? flushed : functions[name]
    if (!original) continue
    functions[name] = async function (...args) {
      const error = fault(name, ofHandle ? undefined : args[0], args[1])
      if (error === null) {
        const result = await original.apply(this, args)
        if (name === 'open') wrapClose(result as fs.promises.FileHandle)
        return result
      }
      const part = name === 'writeFile' ? half(error, args[ofHandle ? 0 : 1]) : null
      if (part !== null) await original.apply(this, ofHandle ? [part] : [args[0], part, args[2]])
      throw error
    }
  }
}

// a descriptor is gone even when close reports what became of the bytes
function wrapClose(handle: fs.promises.FileHandle): void {
  const close = handle.close.bind(handle)
  handle.close = async () => {
    const error = fault('close', undefined)
    await close()
    if (error !== null) throw error
  }
}

function wrapSync(functions: Functions, names: readonly string[]): void {
  for (const name of names) {
    const original = name === 'fsyncSync' ? () => undefined : functions[name]
    if (!original) continue
    functions[name] = function (...args) {
      const error = fault(name, args[0], args[1])
      if (error === null) return original.apply(this, args)
      const part = name === 'writeFileSync' ? half(error, args[1]) : null
      if (part !== null || name === 'closeSync') original.apply(this, part === null ? args : [args[0], part, args[2]])
      throw error
    }
  }
}

const making = ['mkdir', 'mkdtemp', 'rename', 'rm', 'rmdir', 'unlink', 'link', 'symlink', 'copyFile']
const changing = ['writeFile', 'appendFile', 'chmod', 'chown', 'truncate', 'utimes']
const opening = ['open', 'readFile', 'readdir', 'opendir']
const ofHandles = ['read', 'readFile', 'write', 'writev', 'writeFile', 'appendFile', 'truncate', 'sync', 'datasync']
const handle = await fs.promises.open(process.execPath, 'r')
const prototype = Object.getPrototypeOf(handle) as Functions
await handle.close()
wrapPromises(fs.promises as unknown as Functions, [...making, ...changing, ...opening])
wrapPromises(prototype, [...ofHandles, 'chmod', 'chown', 'utimes'], true)
const synchronous = [...making, ...changing, ...opening, 'write', 'read', 'fsync', 'ftruncate', 'close']
wrapSync(
  fs as unknown as Functions,
  synchronous.map((name) => `${name}Sync`),
)
syncBuiltinESMExports()
