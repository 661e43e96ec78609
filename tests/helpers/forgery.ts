import { hash } from 'node:crypto'
import type { Tamper } from './log-server'
import type { TestLog } from './test-log'

const node = (left: Buffer, right: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer')

function fold(hashes: readonly Buffer[]): Buffer {
  const [first, second] = [hashes.slice(0, hashes.length / 2), hashes.slice(hashes.length / 2)]
  return hashes.length === 1 && hashes[0] ? hashes[0] : node(fold(first), fold(second))
}

/**
 * A server that lies consistently: record `id` reads `text`, and so many levels of tiles above it are made to fit. Random
 * corruption never looks like that; a client that takes one tile for granted falls for it (CVE-2026-56865).
 */
export function forgeRecord(log: TestLog, size: number, id: number, text: string, levels: number): Tamper {
  const forged = new Map<string, Buffer>()
  let value: Buffer = hash('sha256', Buffer.concat([Buffer.of(0), Buffer.from(text)]), 'buffer')
  let index = id
  for (let level = 0; level < levels; level++) {
    const number = Math.floor(index / 256)
    const width = Math.min(256, Math.floor(size / 256 ** level) - number * 256)
    const bytes = Buffer.from(log.tile(level, number, width) ?? Buffer.alloc(0))
    value.copy(bytes, (index % 256) * 32)
    // whatever width it is asked for in
    forged.set(`/tile/8/${level}/${digits(number)}`, bytes)
    if (width < 256) break
    value = fold(Array.from({ length: 256 }, (_, i) => bytes.subarray(i * 32, i * 32 + 32)))
    index = number
  }
  return (answer, { kind, path }) => {
    if (kind === 'lookup' && answer.status === 200) {
      const [number, rest] = cut(answer.body.toString(), '\n')
      if (Number(number) !== id) return answer
      const [, note] = cut(rest, '\n\n')
      return { ...answer, body: Buffer.from(`${id}\n${text}\n${note}`) }
    }
    const [name = '', width] = (/\/tile\/.*$/.exec(path)?.[0] ?? '').split('.p/')
    const bytes = kind === 'tile' ? forged.get(name) : undefined
    return bytes ? { ...answer, status: 200, body: bytes.subarray(0, Number(width ?? 256) * 32) } : answer
  }
}

function digits(number: number): string {
  const groups = [String(number % 1000).padStart(3, '0')]
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  }
  return groups.join('/')
}

function cut(text: string, at: string): [string, string] {
  const found = text.indexOf(at)
  return [text.slice(0, found), text.slice(found + at.length)]
}
