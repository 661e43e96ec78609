import {
  foldTile,
  type HashRef,
  hashSize,
  peaksOf,
  placeOf,
  rootOfPeaks,
  type Tile,
  type TreeHead,
  tileIn,
  tilePath,
  tileWidth,
} from './tlog'

/** The tiles do not lead to the root hash that was signed. */
export interface BrokenProof {
  readonly kind: 'broken'
  /** Where it broke: a tile's path, or `root` when the tiles at the tree's edge do not make the signed root. */
  readonly at: string
}

/** The hashes asked for, each proven to be in the tree, in the order asked. */
export interface ProvenHashes {
  readonly kind: 'proven'
  readonly hashes: readonly Buffer[]
}

/**
 * The tiles needed to prove the hashes `refs` in a tree of `size` records: those at the tree's right edge, which make up
 * the root, those that hold the hashes, and all above these. Null when a hash is not in such a tree.
 */
export function tilesFor(size: number, refs: readonly HashRef[]): Tile[] | null {
  const tiles = new Map<string, Tile>()
  for (const ref of [...peaksOf(size), ...refs]) {
    const { level, index, offset, count } = placeOf(ref)
    let tile = tileIn(size, level, index)
    if (!tile || offset + count > tile.width) return null
    while (tile && !tiles.has(tilePath(tile))) {
      tiles.set(tilePath(tile), tile)
      // a tile that is not full lies on the edge: the peaks within it cover all of it
      tile = tile.width < tileWidth ? null : tileIn(size, tile.level + 1, Math.floor(tile.index / tileWidth))
    }
  }
  return [...tiles.values()]
}

/**
 * Proves hashes by tiles that anybody may have made. The tiles at the edge are right if they make up the signed root;
 * any other tile is full, and is right if it folds to its hash in the tile above, which must itself be right. That is
 * asked of every single tile: where a client took one for granted, a forged record with a forged tile went through
 * (CVE-2026-56865).
 *
 * @param tiles data by path, at least those of {@link tilesFor}
 */
export function proveHashes(
  tree: TreeHead,
  refs: readonly HashRef[],
  tiles: ReadonlyMap<string, Buffer>,
): ProvenHashes | BrokenProof {
  const read = ({ level, index, offset, count }: ReturnType<typeof placeOf>): Buffer | null => {
    const tile = tileIn(tree.size, level, index)
    const data = tile && tiles.get(tilePath(tile))
    if (!tile || data?.length !== tile.width * hashSize || offset + count > tile.width) return null
    return foldTile(data, offset, count)
  }
  const peaks = peaksOf(tree.size).map((peak) => read(placeOf(peak)))
  if (!isWhole(peaks) || !rootOfPeaks(peaks).equals(tree.hash)) return { kind: 'broken', at: 'root' }

  const right = new Set<string>()
  /** Null when the tile is right, else the path of the one that is not. */
  const faultOf = (level: number, index: number): string | null => {
    const tile = tileIn(tree.size, level, index)
    if (!tile) return 'root'
    const path = tilePath(tile)
    if (tile.width < tileWidth || right.has(path)) return null
    const above = { level: level + 1, index: Math.floor(index / tileWidth), offset: index % tileWidth, count: 1 }
    const fault = faultOf(above.level, above.index)
    if (fault !== null) return fault
    const expected = read(above)
    const actual = read({ level, index, offset: 0, count: tileWidth })
    if (!expected || !actual?.equals(expected)) return path
    right.add(path)
    return null
  }
  const hashes: Buffer[] = []
  for (const ref of refs) {
    const place = placeOf(ref)
    const fault = faultOf(place.level, place.index)
    const found = fault === null ? read(place) : null
    if (!found) return { kind: 'broken', at: fault ?? `hash ${ref.level}/${ref.index}` }
    hashes.push(found)
  }
  return { kind: 'proven', hashes }
}

function isWhole(hashes: readonly (Buffer | null)[]): hashes is readonly Buffer[] {
  return hashes.every((found) => found !== null)
}
