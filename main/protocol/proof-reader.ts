import { type HashRef, proveHashes, type Tile, tilePath, tilesFor } from '../golang'
import { Failure } from '../kit'
import type { SumdbSource } from './sumdb-source'
import type { SignedHead, SumdbStore } from './sumdb-store'

/** Reads hashes of one signed tree, each proven by tiles: kept ones first, the others asked of a source at once. */
export interface ProofReader {
  /** Gets the tiles for `refs` ahead of their proofs, all in one round. */
  load(refs: readonly HashRef[]): Promise<void>
  /** @throws SUMDB_PROOF when the tiles do not lead to the signed root */
  prove(refs: readonly HashRef[]): Promise<readonly Buffer[]>
  /** What was read so far, by path. */
  readonly tiles: ReadonlyMap<string, Buffer>
}

export function createProofReader(store: SumdbStore, source: SumdbSource, tree: SignedHead): ProofReader {
  const tiles = new Map<string, Buffer>()
  const fromStore = new Set<string>()

  const tilesOf = (refs: readonly HashRef[]): Tile[] => {
    const wanted = tilesFor(tree.size, refs)
    if (!wanted) throw unproven(source, `a hash outside of the tree of ${tree.size} records was asked for`)
    return wanted
  }
  const read = async (tile: Tile): Promise<void> => {
    const path = tilePath(tile)
    if (tiles.has(path)) return
    const kept = await store.tile(tree.size, tile)
    if (kept) fromStore.add(path)
    tiles.set(path, kept ?? (await source.tile(tile)))
  }
  const load = async (refs: readonly HashRef[]): Promise<void> => {
    await Promise.all(tilesOf(refs).map(read))
  }
  // A kept tile may be damaged, or be from before a fault of ours: the source's own are tried before it is blamed.
  const renew = async (refs: readonly HashRef[]): Promise<boolean> => {
    const suspects = tilesOf(refs).filter((tile) => fromStore.has(tilePath(tile)))
    await Promise.all(
      suspects.map(async (tile) => {
        const path = tilePath(tile)
        tiles.set(path, await source.tile(tile))
        fromStore.delete(path)
      }),
    )
    return suspects.length > 0
  }

  return {
    tiles,
    load,
    async prove(refs) {
      await load(refs)
      let proof = proveHashes(tree, refs, tiles)
      if (proof.kind === 'broken' && (await renew(refs))) proof = proveHashes(tree, refs, tiles)
      if (proof.kind === 'broken') throw unproven(source, `the tiles do not lead to the signed root (${proof.at})`)
      const paths = tilesOf(refs).map(tilePath)
      const fresh = paths.flatMap((path) => {
        const data = fromStore.has(path) ? undefined : tiles.get(path)
        fromStore.add(path)
        return data ? [[path, data] as const] : []
      })
      await store.keepTiles(tree.size, new Map(fresh))
      return proof.hashes
    },
  }
}

/** SUMDB_PROOF, saying whose answer it was. */
export function unproven(source: SumdbSource, why: string): Failure {
  const told = `${source.url}: ${why}`
  return new Failure('SUMDB_PROOF', told, { why: told })
}
