import fs from 'node:fs'
import { join } from 'node:path'

interface Node {
  readonly path: string
  readonly mode: number
  readonly mtime: number
  /** A link's target, a file's bytes; null for a folder. */
  readonly content: string | Buffer | null
}

/** A home as it was, to bring back. */
export type HomeSnapshot = readonly Node[]

/** Everything below `root`, folders before what is in them; `skip` names paths that are left out whole. */
export function snapshotOf(root: string, skip: readonly string[] = []): HomeSnapshot {
  const nodes: Node[] = []
  const walk = (at: string): void => {
    for (const name of fs.readdirSync(join(root, at)).sort()) {
      const path = join(at, name)
      if (skip.includes(path)) continue
      const stat = fs.lstatSync(join(root, path))
      const base = { path, mode: stat.mode & 0o7777, mtime: Math.floor(stat.mtimeMs) }
      if (stat.isSymbolicLink()) nodes.push({ ...base, content: fs.readlinkSync(join(root, path)) })
      else if (!stat.isDirectory()) nodes.push({ ...base, content: fs.readFileSync(join(root, path)) })
      else {
        nodes.push({ ...base, content: null })
        walk(path)
      }
    }
  }
  walk('')
  return nodes
}

/**
 * Makes the folder hold the snapshot and nothing else but what is in `skip`, times of files to the millisecond included.
 * What is as it should be is left alone.
 */
export function restoreHome(root: string, snapshot: HomeSnapshot, skip: readonly string[] = []): void {
  const wanted = new Map(snapshot.map((node) => [node.path, node]))
  const right = new Set<string>()
  for (const node of snapshotOf(root, skip).toReversed()) {
    const target = wanted.get(node.path)
    if (target && isSame(node, target)) right.add(node.path)
    else if (skip.some((path) => path.startsWith(`${node.path}/`))) continue
    else if (!target || node.content !== null) fs.rmSync(join(root, node.path), { recursive: true })
  }
  for (const { path, mode, mtime, content } of snapshot) {
    const full = join(root, path)
    if (right.has(path)) continue
    if (typeof content === 'string') fs.symlinkSync(content, full)
    else if (content === null) fs.mkdirSync(full, { recursive: true, mode })
    else {
      fs.writeFileSync(full, content, { mode })
      // half a millisecond more: the fraction is lost in the conversion to seconds
      fs.utimesSync(full, (mtime + 0.5) / 1000, (mtime + 0.5) / 1000)
    }
  }
}

function isSame(a: Node, b: Node): boolean {
  if (a.mode !== b.mode) return false
  if (a.content instanceof Buffer && b.content instanceof Buffer)
    return a.mtime === b.mtime && a.content.equals(b.content)
  return a.content === b.content
}

/** One line a file, folder or link with its mode and content; equal strings are equal homes. */
export function described(snapshot: HomeSnapshot): string {
  return snapshot
    .map(
      ({ path, mode, content }) => `${path} ${mode.toString(8)} ${JSON.stringify(content?.toString('latin1') ?? null)}`,
    )
    .join('\n')
}
