import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type HashRef,
  leafHash,
  peaksOf,
  proveHashes,
  rootOfPeaks,
  type Tile,
  tilePath,
  tilesFor,
} from '../../../../main/golang'
import { emptyTreeHash, foldTile, nodeHash, placeOf, tileIn } from '../../../../main/golang/sumdb/tlog'
import { TestLog } from '../../../helpers/test-log'

const log = new TestLog().fill(71_999)
const head = (size: number): { size: number; hash: Buffer } => ({ size, hash: log.rootOf(size) })
const data = ({ level, index, width }: Tile): Buffer => {
  const found = log.tile(level, index, width)
  if (!found) throw new Error('no such tile')
  return found
}
const tilesOf = (size: number, refs: readonly HashRef[]): Map<string, Buffer> =>
  new Map((tilesFor(size, refs) ?? []).map((tile) => [tilePath(tile), data(tile)]))
const leaf = (index: number): HashRef => ({ level: 0, index })

describe('hashes', () => {
  it('are those of RFC 6962', () => {
    expect(leafHash('').toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    expect(nodeHash(leafHash('a'), leafHash('b')).toString('hex')).toBe(
      'b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb',
    )
    expect(emptyTreeHash.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(rootOfPeaks(peaksOf(0).map(() => emptyTreeHash))).toEqual(emptyTreeHash)
  })
})

describe('peaksOf', () => {
  it('are those of the real log', () => {
    const published =
      '(26,0)(22,16)(19,136)(17,548)(15,2196)(12,17576)(11,35154)(10,70310)(9,140622)(8,281246)(5,2249976)(4,4499954)(2,17999820)'
    expect(
      peaksOf(71999284)
        .map(({ level, index }) => `(${level},${index})`)
        .join(''),
    ).toBe(published)
  })
  it('cover a tree of any size up to 2^53 once', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (size) => {
        let covered = 0
        for (const { level, index } of peaksOf(size)) {
          expect(index * 2 ** level).toBe(covered)
          covered += 2 ** level
        }
        expect(covered).toBe(size)
      }),
    )
  })
  it('fold to the roots of a log built another way', () => {
    for (const size of [1, 2, 3, 255, 256, 257, 511, 65535, 65536, 65537, 66332, 71999]) {
      expect(rootOfPeaks(peaksOf(size).map(({ level, index }) => log.hashAt(level, index)))).toEqual(log.rootOf(size))
    }
  })
})

describe('tiles', () => {
  it.each([
    [{ level: 0, index: 1234067, width: 256 }, 'tile/8/0/x001/x234/067'],
    [{ level: 0, index: 259112, width: 126 }, 'tile/8/0/x259/112.p/126'],
    [{ level: 3, index: 0, width: 3 }, 'tile/8/3/000.p/3'],
    [{ level: 1, index: 1012, width: 40 }, 'tile/8/1/x001/012.p/40'],
    [{ level: 1, index: 1000, width: 256 }, 'tile/8/1/x001/000'],
  ])('%j is %s', (tile, path) => expect(tilePath(tile)).toBe(path))

  it('hold every hash of the tree where placeOf says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.nat(71_998), (level, record) => {
        const index = Math.floor(record / 2 ** level)
        fc.pre((index + 1) * 2 ** level <= log.size)
        const place = placeOf({ level, index })
        const tile = tileIn(log.size, place.level, place.index)
        expect(tile && foldTile(data(tile), place.offset, place.count)).toEqual(log.hashAt(level, index))
      }),
    )
  })

  it('need no bits beyond the 32nd', () => {
    const size = 2 ** 45 + 2 ** 33 + 5
    expect(placeOf(leaf(2 ** 45 + 2 ** 33))).toEqual({ level: 0, index: 2 ** 37 + 2 ** 25, offset: 0, count: 1 })
    expect(tileIn(size, 0, 2 ** 37 + 2 ** 25)).toEqual({ level: 0, index: 2 ** 37 + 2 ** 25, width: 5 })
    expect(tilesFor(size, [leaf(2 ** 40)])?.length).toBeLessThan(20)
  })
})

describe('proveHashes', () => {
  it('proves any records of a tree of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 71_999 }), fc.array(fc.nat(), { maxLength: 3 }), (size, numbers) => {
        const refs = numbers.map((number) => leaf(number % size))
        expect(proveHashes(head(size), refs, tilesOf(size, refs))).toEqual({
          kind: 'proven',
          hashes: refs.map(({ index }) => log.hashAt(0, index)),
        })
      }),
      { numRuns: 60 },
    )
  })

  it('proves the root of any earlier tree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 71_999 }), fc.nat(), (size, number) => {
        const old = number % (size + 1)
        const proof = proveHashes(head(size), peaksOf(old), tilesOf(size, peaksOf(old)))
        expect(proof.kind === 'proven' && rootOfPeaks(proof.hashes)).toEqual(log.rootOf(old))
      }),
      { numRuns: 60 },
    )
  })

  it('asks for no hash outside of the tree', () => {
    expect(tilesFor(256, [leaf(256)])).toBeNull()
    expect(tilesFor(3, [{ level: 1, index: 1 }])).toBeNull()
    expect(tilesFor(3, [{ level: 40, index: 0 }])).toBeNull()
  })

  it('asks for the very tiles of a known proof', () => {
    const paths = tilesFor(66_332_798, [leaf(61_743_986)])?.map(tilePath)
    expect(new Set(paths)).toEqual(
      new Set([
        'tile/8/3/000.p/3',
        'tile/8/2/003.p/244',
        'tile/8/0/x259/112.p/126',
        'tile/8/1/x001/012.p/40',
        'tile/8/0/x241/187',
        'tile/8/1/942',
      ]),
    )
  })

  it('notices any changed byte of any tile', () => {
    const refs = [leaf(12_345), ...peaksOf(70_001)]
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (pick, at, flip) => {
        const tiles = tilesOf(71_999, refs)
        const [path = '', bytes = Buffer.alloc(0)] = [...tiles][pick % tiles.size] ?? []
        const changed = Buffer.from(bytes)
        changed.writeUInt8(changed.readUInt8(at % changed.length) ^ flip, at % changed.length)
        tiles.set(path, changed)
        expect(proveHashes(head(71_999), refs, tiles).kind).toBe('broken')
      }),
      { numRuns: 300 },
    )
  })

  it('notices missing, short and long tiles', () => {
    const refs = [leaf(12_345)]
    for (const path of tilesOf(71_999, refs).keys()) {
      for (const spoil of [
        () => null,
        (b: Buffer) => b.subarray(32),
        (b: Buffer) => Buffer.concat([b, Buffer.alloc(32)]),
      ]) {
        const tiles = tilesOf(71_999, refs)
        const spoiled = spoil(tiles.get(path) ?? Buffer.alloc(0))
        if (spoiled) tiles.set(path, spoiled)
        else tiles.delete(path)
        expect(proveHashes(head(71_999), refs, tiles).kind).toBe('broken')
      }
    }
  })
})

/** A record put in place of number `id`, with every tile up to `levels` above the leaves made to fit it. */
function forge(size: number, id: number, levels: number): { tiles: Map<string, Buffer>; forged: Buffer } {
  const forged = leafHash('a forged record\n')
  const tiles = tilesOf(size, [leaf(id)])
  let hash = forged
  let index = id
  for (let level = 0; level < levels; level++) {
    const tile = tileIn(size, level, Math.floor(index / 256))
    const path = tile ? tilePath(tile) : ''
    const bytes = Buffer.from(tiles.get(path) ?? Buffer.alloc(8192))
    hash.copy(bytes, (index % 256) * 32)
    tiles.set(path, bytes)
    if (tile?.width !== 256) break
    hash = foldTile(bytes, 0, 256)
    index = Math.floor(index / 256)
  }
  return { tiles, forged }
}

describe('forgeries that agree with themselves', () => {
  const sizes = [1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_332, 71_999]
  for (const size of sizes) {
    for (const levels of [1, 2, 3]) {
      it(`a record and ${levels} tile(s) above it in a tree of ${size}`, () => {
        const ids = new Set([
          0,
          1,
          77,
          254,
          255,
          256,
          300,
          12_345,
          65_534,
          65_535,
          65_536,
          size - 1,
          Math.floor(size / 2),
        ])
        for (const id of ids) {
          if (id >= size) continue
          const { tiles, forged } = forge(size, id, levels)
          const proof = proveHashes(head(size), [leaf(id)], tiles)
          expect(proof.kind === 'proven' && proof.hashes[0]?.equals(forged)).toBe(false)
          expect(proof.kind).toBe('broken')
        }
      })
    }
  }
})
