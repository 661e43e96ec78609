/** Tells whether out/ was built from the sources as they are now. Plain Node: runs before anything is installed. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stateFile = join(root, 'out', 'build.json')
const sources = [
  'main',
  'preload',
  'renderer',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'scripts/bundles.mjs',
]
const results = [
  'renderer/index.html',
  'cli/goready.js',
  'electron/main.js',
  'preload/index.cjs',
  'workers/extract.js',
].map((path) => join(root, 'out', path))

/** True when every result is there and no source has changed since {@link recordBuild}. */
export async function isBuilt() {
  if (!existsSync(stateFile) || !results.every(existsSync)) return false
  const state = JSON.parse(await readFile(stateFile, 'utf8'))
  return state.sources === (await hashSources())
}

/** Writes down what out/ was built from; a running host tells builds apart by this file. */
export async function recordBuild() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  await writeFile(stateFile, `${JSON.stringify({ version, sources: await hashSources() })}\n`)
}

async function hashSources() {
  const hash = createHash('sha256')
  for (const path of await listFiles(sources.map((source) => join(root, source)))) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(await readFile(path))
      .update('\0')
  }
  return hash.digest('hex')
}

async function listFiles(paths) {
  const files = []
  for (const path of paths) {
    if (!existsSync(path)) continue
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error) => {
      if (error.code === 'ENOTDIR') return null
      throw error
    })
    if (entries === null) files.push(path)
    else files.push(...entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)))
  }
  return files.filter((path) => !path.endsWith('.tsbuildinfo')).sort()
}
