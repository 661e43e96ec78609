import { closeSync, lstatSync, mkdirSync, openSync, realpathSync, writeFileSync, writeSync } from 'node:fs'
import { sep } from 'node:path'
import { Failure, hasErrno } from '../failure'

/**
 * Writes into a tree that nobody else is to touch: folders and files are always new, and a folder is written to only
 * while it is where it was made, so that a link planted meanwhile leads nowhere. Runs in a worker, hence synchronous.
 */
export class TreeWriter {
  readonly #root: string
  /** Folders that are what they should be, relative to the root. */
  readonly #trusted = new Set<string>()
  #knowsRoot = false

  /** @param root a real path: no link in it */
  constructor(root: string) {
    this.#root = root
  }

  /** Makes folders, each of which has its parent before it or already there. */
  makeDirs(dirs: readonly string[]): void {
    for (const dir of dirs) {
      const path = this.#place(dir)
      // the execute bit is needed by all who may read; the umask still has its say
      fresh(path, () => mkdirSync(path, 0o755))
      this.#trusted.add(dir)
    }
  }

  write(target: string, mode: number, bytes: Uint8Array): void {
    const path = this.#place(target)
    fresh(path, () => writeFileSync(path, bytes, { flag: 'wx', mode }))
  }

  /** A new file to be written piece by piece. */
  open(target: string, mode: number): OpenFile {
    const path = this.#place(target)
    return new OpenFile(
      path,
      fresh(path, () => openSync(path, 'wx', mode)),
    )
  }

  #place(target: string): string {
    const slash = target.lastIndexOf('/')
    if (slash >= 0) this.#expectDir(target.slice(0, slash))
    else if (!this.#knowsRoot) this.#expectRoot()
    return this.#pathOf(target)
  }

  /** A folder that is none any more, or a link, was exchanged by somebody. */
  #expectDir(dir: string): void {
    if (this.#trusted.has(dir)) return
    const slash = dir.lastIndexOf('/')
    if (slash >= 0) this.#expectDir(dir.slice(0, slash))
    else if (!this.#knowsRoot) this.#expectRoot()
    const path = this.#pathOf(dir)
    if (!fresh(path, () => lstatSync(path)).isDirectory()) throw changed(path)
    this.#trusted.add(dir)
  }

  #expectRoot(): void {
    const real = fresh(this.#root, () => realpathSync.native(this.#root))
    if (real.normalize('NFC') !== this.#root.normalize('NFC')) throw changed(this.#root)
    this.#knowsRoot = true
  }

  #pathOf(target: string): string {
    return this.#root + sep + (sep === '/' ? target : target.replaceAll('/', sep))
  }
}

export class OpenFile {
  readonly #path: string
  readonly #fd: number

  constructor(path: string, fd: number) {
    this.#path = path
    this.#fd = fd
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += fresh(this.#path, () => writeSync(this.#fd, bytes, done))
  }

  close(): void {
    fresh(this.#path, () => closeSync(this.#fd))
  }
}

function fresh<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (hasErrno(error, 'EEXIST', 'ENOENT', 'ENOTDIR', 'ELOOP')) throw changed(path, error)
    // writes to a descriptor name no path by themselves
    if (error instanceof Error) throw Object.assign(error, { path })
    throw error
  }
}

function changed(path: string, cause?: unknown): Failure {
  return new Failure('FILE_CHANGED', `${path} was changed while an archive was unpacked`, { path }, { cause })
}
