import { hash } from 'node:crypto'

/**
 * The arithmetic of a transparent log: a Merkle tree by RFC 6962 over numbered records, its hashes published in tiles
 * of 2^8 (https://go.dev/design/25530-sumdb, https://research.swtch.com/tlog). Sizes go up to 2^53, so there are no bit
 * operations here: those of JavaScript end at 32 bits.
 */

/** A tree of the first `size` records of a log. */
export interface TreeHead {
  readonly size: number
  readonly hash: Buffer
}

/** The hash of the complete subtree over records index·2^level to (index+1)·2^level − 1. */
export interface HashRef {
  readonly level: number
  readonly index: number
}

/** A strip of `width` hashes of level 8·`level`, from number 256·`index` on. A full one is 256 wide. */
export interface Tile {
  readonly level: number
  readonly index: number
  readonly width: number
}

export const hashSize = 32
const tileHeight = 8
export const tileWidth = 256

export const emptyTreeHash = hash('sha256', '', 'buffer')

/** The hash of a record. */
export function leafHash(record: Uint8Array | string): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(0), Buffer.from(record)]), 'buffer')
}

/** The hash of two subtrees put together. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer')
}

/** The largest complete subtrees that make up a tree of `size` records, from left to right. */
export function peaksOf(size: number): HashRef[] {
  const peaks: HashRef[] = []
  let start = 0
  for (let level = 52; level >= 0; level--) {
    const count = 2 ** level
    if (size - start < count) continue
    peaks.push({ level, index: start / count })
    start += count
  }
  return peaks
}

/** The root of a tree whose peaks have these hashes, in the order of {@link peaksOf}. */
export function rootOfPeaks(hashes: readonly Buffer[]): Buffer {
  const last = hashes.at(-1)
  if (!last) return emptyTreeHash
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/** Where the hashes lie in tiles from which `ref` is computed: `count` hashes of a tile from number `offset` on. */
export function placeOf(ref: HashRef): { level: number; index: number; offset: number; count: number } {
  const level = Math.floor(ref.level / tileHeight)
  const count = 2 ** (ref.level % tileHeight)
  const first = ref.index * count
  return { level, index: Math.floor(first / tileWidth), offset: first % tileWidth, count }
}

/** The tile at this place as a tree of `size` records has it; null when the tree does not reach it. */
export function tileIn(size: number, level: number, index: number): Tile | null {
  const hashes = Math.floor(size / 2 ** (tileHeight * level))
  const width = Math.min(tileWidth, hashes - index * tileWidth)
  return width > 0 ? { level, index, width } : null
}

/** A tile's path on a server: number 1234067 is x001/x234/067, `.p/<width>` follows unless it is full. */
export function tilePath({ level, index, width }: Tile): string {
  let name = String(index % 1000).padStart(3, '0')
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, '0')}/${name}`
  }
  return `tile/${tileHeight}/${level}/${name}${width === tileWidth ? '' : `.p/${width}`}`
}

/** The hash of the complete subtree over hashes `offset` to `offset + count` of a tile; `count` is a power of two. */
export function foldTile(data: Buffer, offset: number, count: number): Buffer {
  if (count === 1) return data.subarray(offset * hashSize, (offset + 1) * hashSize)
  const half = count / 2
  return nodeHash(foldTile(data, offset, half), foldTile(data, offset + half, half))
}
