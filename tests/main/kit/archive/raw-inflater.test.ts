import { randomBytes } from 'node:crypto'
import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { RawInflater } from '../../../../main/kit/archive/raw-inflater'

const buffer = 64 * 1024

function inflateByPieces(inflater: RawInflater, packed: Buffer, piece: number): Buffer {
  inflater.begin()
  const parts: Buffer[] = []
  for (let at = 0; at < packed.length; at += piece) {
    const part = inflater.inflate(packed.subarray(at, at + piece), at + piece >= packed.length, 'the archive')
    parts.push(Buffer.from(part))
  }
  return Buffer.concat(parts)
}

describe('one inflater for many streams', () => {
  // shorter, as long as, and longer than its buffer; hard to pack, and a thousand times smaller when packed
  const samples = [0, 1, 1000, buffer - 1, buffer, buffer + 1, 5 * buffer].flatMap((size) => [
    randomBytes(size),
    Buffer.alloc(size, 'a'),
  ])

  it.each([1, 100, 1_000_000])('gives what was packed, whatever came before, in pieces of %d', (piece) => {
    const inflater = new RawInflater(buffer)
    for (const sample of piece === 1 ? samples.filter(({ length }) => length < 2000) : samples) {
      for (const level of [0, 1, 9]) {
        expect(inflateByPieces(inflater, deflateRawSync(sample, { level }), piece).equals(sample)).toBe(true)
      }
    }
  })

  it('refuses a stream that ends early, late or nowhere, and goes on with the next', () => {
    const sample = Buffer.alloc(3 * buffer, 'abcdefg')
    const good = deflateRawSync(sample)
    const broken = [
      good.subarray(0, -1),
      Buffer.concat([good, Buffer.from([0])]),
      Buffer.concat([good, good]),
      deflateRawSync(sample, { finishFlush: constants.Z_SYNC_FLUSH }),
      Buffer.from([0xff, 0xff]),
      Buffer.alloc(0),
    ]
    const inflater = new RawInflater(buffer)
    for (const [index, packed] of broken.entries()) {
      for (const piece of [7, good.length, 1_000_000]) {
        const inflate = (): unknown =>
          packed.length === 0 ? inflater.begin().inflate(packed, true, 'x') : inflateByPieces(inflater, packed, piece)
        expect(inflate, `${index}, in pieces of ${piece}`).toThrow(expect.objectContaining({ code: 'ARCHIVE_INVALID' }))
        expect(inflateByPieces(inflater, good, 1_000_000).equals(sample)).toBe(true)
      }
    }
  })

  it('goes on after a stream that was given up', () => {
    const inflater = new RawInflater(buffer)
    const packed = deflateRawSync(randomBytes(buffer))
    inflater.begin().inflate(packed.subarray(0, 100), false, 'the archive')
    expect(inflateByPieces(inflater, deflateRawSync(Buffer.from('next')), 100).toString()).toBe('next')
  })
})
