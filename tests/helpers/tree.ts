import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Every file, folder and link below `root` with kind, mode and content hash, one line each, sorted: two equal strings
 * mean two trees that are the same byte for byte. `skip` names paths (relative, with `/`) that are left out whole.
 */
export async function treeOf(root: string, skip: readonly string[] = []): Promise<string> {
  const lines: string[] = []
  await walk(root, '', skip, lines)
  return lines.sort().join('\n')
}

async function walk(root: string, at: string, skip: readonly string[], lines: string[]): Promise<void> {
  for (const name of await readdir(join(root, at))) {
    const path = at === '' ? name : `${at}/${name}`
    if (skip.includes(path)) continue
    const full = join(root, path)
    const stat = await lstat(full)
    const mode = (stat.mode & 0o7777).toString(8)
    if (stat.isSymbolicLink()) lines.push(`${path} link ${await readlink(full)}`)
    else if (stat.isDirectory()) {
      lines.push(`${path}/ ${mode}`)
      await walk(root, path, skip, lines)
    } else if (stat.isFile()) {
      lines.push(
        `${path} ${mode} ${createHash('sha256')
          .update(await readFile(full))
          .digest('hex')}`,
      )
    } else lines.push(`${path} special ${mode}`)
  }
}
