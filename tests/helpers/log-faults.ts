import type { FailureCode } from '../../preload/contract/failure'
import { forgeRecord } from './forgery'
import type { LogAnswer, Tamper } from './log-server'
import type { TestLog } from './test-log'

/** Something a checksum database, or who passes it on, can do wrong; with what our client then says. */
export type LogFault = readonly [name: string, code: FailureCode, tamper: Tamper]

export interface LogVictim {
  readonly log: TestLog
  /** Of the tree that heads are signed for: more than 65,536. */
  readonly size: number
  /** The record asked for, from 512 to 65,535, and another one. */
  readonly id: number
  readonly other: number
  /** What the record of that number would have to say. */
  readonly forgedText: string
  /** A log of the same name with another key, and one of the same key with other records. */
  readonly stranger: TestLog
  readonly apart: TestLog
  /** Chooses bits. */
  readonly salt: number
}

const portal = Buffer.from('<!DOCTYPE html><title>Log in to the network</title>')

/** Changes the answer to one kind of request. */
function on(wanted: 'lookup' | 'tile', change: (answer: LogAnswer, path: string) => Partial<LogAnswer>): Tamper {
  return (answer, { kind, path }) => (kind === wanted ? { ...answer, ...change(answer, path) } : answer)
}
const lookupText = (change: (text: string) => string): Tamper =>
  on('lookup', ({ body }) => ({ body: Buffer.from(change(body.toString())) }))
const inTile = (path: string, change: (body: Buffer) => Buffer): Tamper =>
  on('tile', (answer, asked) => (asked.includes(path) ? { body: change(answer.body) } : {}))
const flip = (body: Buffer, at: number): Buffer => {
  const copy = Buffer.from(body)
  copy.writeUInt8(copy.readUInt8(at % copy.length) ^ 1, at % copy.length)
  return copy
}
const headOf = (text: string): string => text.slice(text.indexOf('\n\n') + 2)

/** All faults, each against the record of the victim. */
export function logFaults(victim: LogVictim): LogFault[] {
  return [...headFaults(victim), ...recordFaults(victim), ...tileFaults(victim), ...transportFaults]
}

function headFaults({ log, size, stranger }: LogVictim): LogFault[] {
  return [
    [
      'a signature with one bit changed',
      'SUMDB_SIGNATURE',
      lookupText((text) =>
        text.replace(/(— \S+ .{20})(.)/u, (_, start, char) => `${start}${char === 'A' ? 'B' : 'A'}`),
      ),
    ],
    [
      'a head signed by a stranger of the same name',
      'SUMDB_SIGNATURE',
      lookupText((text) => text.replace(headOf(text), stranger.head(size))),
    ],
    ['a head that nobody signed', 'SUMDB_SIGNATURE', lookupText((text) => text.replace(/— .*\n/u, ''))],
    [
      'a head of another text under the signature',
      'SUMDB_SIGNATURE',
      lookupText((text) => text.replace(`\n${size}\n`, `\n${size + 1}\n`)),
    ],
    [
      'something signed that is no tree head',
      'SUMDB_PROOF',
      lookupText((text) => text.replace(headOf(text), log.signed('hello\n'))),
    ],
    [
      'a head with a negative size',
      'SUMDB_PROOF',
      lookupText((text) =>
        text.replace(headOf(text), log.signed(`go.sum database tree\n-1\n${log.rootOf(size).toString('base64')}\n`)),
      ),
    ],
  ]
}

function recordFaults({ log, size, id, other, forgedText }: LogVictim): LogFault[] {
  return [
    ['a forged record alone', 'SUMDB_PROOF', lookupText(() => `${id}\n${forgedText}\n${log.head(size)}`)],
    ['a forged record and its tile', 'SUMDB_PROOF', forgeRecord(log, size, id, forgedText, 1)],
    ['a forged record, its tile and the one above', 'SUMDB_PROOF', forgeRecord(log, size, id, forgedText, 2)],
    ['a forged record and all tiles above', 'SUMDB_PROOF', forgeRecord(log, size, id, forgedText, 3)],
    ['an empty answer', 'RESPONSE_INVALID', on('lookup', () => ({ body: Buffer.alloc(0) }))],
    ['a record without lines', 'RESPONSE_INVALID', lookupText(() => `${id}\n\n${log.head(size)}`)],
    ["another module's valid record", 'SUMDB_PROOF', lookupText(() => log.lookup(other, size))],
    [
      'only the go.mod line, in a record that is not in the log',
      'SUMDB_PROOF',
      lookupText((text) => text.replace(/.* h1:.*\n(?=.*go\.mod)/, '')),
    ],
    [
      'hashes in the text of the signed note',
      'SUMDB_PROOF',
      lookupText(
        () =>
          `${other}\n${log.text(other)}\n${log.signed(`go.sum database tree\n${size}\n${log.rootOf(size).toString('base64')}\n${forgedText}`)}`,
      ),
    ],
    ['hashes after the signed note', 'SUMDB_SIGNATURE', lookupText(() => `${log.lookup(other, size)}${forgedText}`)],
    [
      'hashes between record and note',
      'SUMDB_SIGNATURE',
      lookupText(() => `${other}\n${log.text(other)}\n${forgedText}\n${log.head(size)}`),
    ],
    ['hashes before the record', 'RESPONSE_INVALID', lookupText((text) => `${forgedText}${text}`)],
    ['the number of another record', 'SUMDB_PROOF', lookupText((text) => text.replace(/^\d+/, String(id - 1)))],
    ['a number beyond the tree', 'SUMDB_PROOF', lookupText((text) => text.replace(/^\d+/, String(size)))],
    ['a number that is none', 'RESPONSE_INVALID', lookupText((text) => text.replace(/^\d+/, `+${id}`))],
    ['a negative number', 'RESPONSE_INVALID', lookupText((text) => text.replace(/^\d+/, '-1'))],
    [
      'a head older than the record',
      'SUMDB_PROOF',
      lookupText((text) => text.replace(headOf(text), log.head(Math.floor(id / 2)))),
    ],
  ]
}

function tileFaults({ log, id, apart, salt }: LogVictim): LogFault[] {
  const leaves = `tile/8/0/${String(Math.floor(id / 256)).padStart(3, '0')}`
  return [
    [
      'a login page for the lookup',
      'RESPONSE_INVALID',
      on('lookup', () => ({ body: portal, headers: { 'content-type': 'text/html' } })),
    ],
    ['a login page for a tile', 'RESPONSE_INVALID', on('tile', () => ({ body: portal }))],
    [
      'a login page as long as a tile',
      'SUMDB_PROOF',
      on('tile', ({ body }) => ({ body: Buffer.alloc(body.length, portal) })),
    ],
    [
      'a bit changed in the tile of the record',
      'SUMDB_PROOF',
      inTile(leaves, (body) => flip(body, (id % 256) * 32 + (salt % 32))),
    ],
    [
      'a bit changed beside the record',
      'SUMDB_PROOF',
      inTile(leaves, (body) => flip(body, ((id + 1 + (salt % 255)) % 256) * 32)),
    ],
    [
      'a bit changed in the tile above',
      'SUMDB_PROOF',
      inTile('tile/8/1/000', (body) => flip(body, Math.floor(id / 256) * 32 + (salt % 32))),
    ],
    ['a bit changed at the edge', 'SUMDB_PROOF', inTile('tile/8/2/000.p/1', (body) => flip(body, salt % 32))],
    ['a tile cut short', 'RESPONSE_INVALID', inTile(leaves, (body) => body.subarray(0, -32))],
    ['a tile too long', 'RESPONSE_TOO_LARGE', inTile(leaves, (body) => Buffer.concat([body, Buffer.alloc(1)]))],
    [
      'a tile of another place',
      'SUMDB_PROOF',
      inTile(leaves, () => log.tile(0, Math.floor(id / 256) - 1, 256) ?? Buffer.alloc(0)),
    ],
    [
      'tiles of another log',
      'SUMDB_PROOF',
      on('tile', (answer, path) => ({ body: tileOf(apart, path) ?? answer.body })),
    ],
  ]
}

const transportFaults: readonly LogFault[] = [
  ['a missing tile', 'HTTP_STATUS', on('tile', () => ({ status: 404 }))],
  ['a forbidden tile', 'HTTP_STATUS', on('tile', () => ({ status: 403 }))],
  ['a broken server', 'HTTP_STATUS', on('lookup', () => ({ status: 500 }))],
  [
    'an overlong answer',
    'RESPONSE_TOO_LARGE',
    on('lookup', ({ body }) => ({ body: Buffer.concat([body, Buffer.alloc(300_000, 0x41)]) })),
  ],
  ['a tile that breaks off', 'DOWNLOAD_TRUNCATED', on('tile', () => ({ cutAfter: 20 }))],
  ['a lookup that breaks off', 'DOWNLOAD_TRUNCATED', on('lookup', () => ({ cutAfter: 20 }))],
  ['no such record', 'SUMDB_MISSING', on('lookup', () => ({ status: 404 }))],
  ['a record that is gone', 'SUMDB_MISSING', on('lookup', () => ({ status: 410 }))],
]

function tileOf(of: TestLog, path: string): Buffer | null {
  const [, level, name, width] = /tile\/8\/(\d+)\/([x/\d]+?)(?:\.p\/(\d+))?$/.exec(path) ?? []
  return of.tile(Number(level), Number(name?.replace(/[x/]/g, '')), Number(width ?? 256))
}
