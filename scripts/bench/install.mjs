import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tarName, version, zipPath } from './go-release.mjs'
import { alternate, judge, median, report, timed } from './measure.mjs'
import { startOrigin } from './start-origin.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Bytes a second of a line of 100 Mbit/s. */
const slowLine = 12_500_000
const ours = 'GoReady'

/**
 * Whole installations from one server: as fast as it goes, and at 100 Mbit/s. Each turn has a home of its own, which is
 * deleted at the very end: files made right after others were deleted take several times as long on ext4.
 *
 * @param {{ dir: string, release: { zip: string, tar: string, sha256: string }, upstream: string, turns: number }} setting
 */
export async function benchInstall({ dir, release, upstream, turns }) {
  const goIndex = indexOf(release)
  const files = [
    { path: zipPath, file: release.zip, type: 'application/zip' },
    { path: `/dl/${tarName}`, file: release.tar, type: 'application/gzip' },
    { path: '/dl/', text: downloadPage(release), type: 'text/html' },
    { path: '/index.json', text: goIndex, type: 'application/json' },
  ]
  const indexed = await buildIndexedInstall(dir)
  let kept = true

  const fast = await startOrigin({ files, upstream })
  try {
    const contenders = [moduleInstall(fast, dir), goToolchain(fast, dir), curlTar(fast, dir), ...voidintG(fast, dir)]
    const results = await alternate(contenders, turns)
    const limits = { 'go (its own toolchain download)': 0.3, 'curl | tar xz': 0.65, 'voidint/g': 0.8 }
    kept = report(`${version} from its module, everything proven`, results, ours, limits) && kept
    const peaks = results.get(ours).map(({ peak }) => peak)
    kept = judge('memory of the process', peaks, Math.max(...peaks), 250, 'MiB') && kept

    const held = await alternate([watchedInstall(fast, dir)], turns)
    const spells = held.get(ours).map(({ held }) => held)
    kept = judge('its event loop, held at most', spells, Math.max(...spells), 50) && kept

    const archives = await alternate([indexedInstall(indexed, fast, dir), curlTar(fast, dir)], turns)
    kept = report('the tar.gz of an index', archives, ours, { 'curl | tar xz': 0.8 }) && kept
  } finally {
    fast.close()
  }

  const slow = await startOrigin({ files, upstream, rate: slowLine })
  try {
    const contenders = [moduleInstall(slow, dir), curlTar(slow, dir), goToolchain(slow, dir)]
    const results = await alternate(contenders, Math.min(turns, 3))
    report('at 100 Mbit/s', results, ours)
    const tails = results.get(ours).map(({ afterLastByte }) => afterLastByte)
    kept = judge('after the last byte', tails, median(tails), 300) && kept
  } finally {
    slow.close()
  }
  return kept
}

/** Counts folders up: no turn finds what another left. */
let homes = 0
async function freshHome(dir) {
  const home = join(dir, `home-${homes++}`)
  await mkdir(join(home, '.config/goready'), { recursive: true })
  await writeFile(join(home, '.config/goready/config.json'), JSON.stringify({ onlyOwnProxies: true }))
  return home
}

const envFor = (home, more) => ({ PATH: process.env.PATH, HOME: home, ...more })

async function run(command, env, origin) {
  const { endedAt, ...result } = await timed(command, { env })
  return { ...result, afterLastByte: endedAt - (await origin.lastByteAt()) }
}

function moduleInstall(origin, dir) {
  return {
    name: ours,
    run: async () => {
      const home = await freshHome(dir)
      const command = [
        process.execPath,
        join(root, 'out/cli/goready.js'),
        'install',
        version,
        '--no-use',
        '--yes',
        '--json',
      ]
      const result = await run(command, envFor(home, { GOPROXY: origin.url }), origin)
      const { changes } = JSON.parse(result.stdout).plan
      if (!changes.some(({ proof }) => proof === 'log-verified')) throw new Error('nothing was proven')
      return result
    },
  }
}

function watchedInstall(origin, dir) {
  return {
    name: ours,
    run: async () => {
      const home = await freshHome(dir)
      const watch = new URL('watch-loop.mjs', import.meta.url).href
      const cli = join(root, 'out/cli/goready.js')
      const command = [process.execPath, '--import', watch, cli, 'install', version, '--no-use', '--yes']
      const { stderr } = await timed(command, { env: envFor(home, { GOPROXY: origin.url }) })
      return { held: Number(/^held ([\d.]+) ms$/m.exec(stderr)?.[1]) }
    },
  }
}

function goToolchain(origin, dir) {
  return {
    name: 'go (its own toolchain download)',
    run: async () => {
      const home = await freshHome(dir)
      const env = envFor(home, { GOPROXY: origin.url, GOTOOLCHAIN: version, GOFLAGS: '-modcacherw' })
      return run(['go', 'version'], env, origin)
    },
  }
}

function curlTar(origin, dir) {
  return {
    name: 'curl | tar xz',
    run: async () => {
      const home = await freshHome(dir)
      const pipe = `set -o pipefail; curl -fsS ${origin.url}/dl/${tarName} | tar xz -C ${home}`
      return run(['bash', '-c', pipe], envFor(home), origin)
    },
  }
}

/** The fastest of the other version managers, when it is on the PATH as `g`. */
function voidintG(origin, dir) {
  if (!isVoidintG()) {
    console.log('skipped: voidint/g, which is not on the PATH (go install github.com/voidint/g@latest)')
    return []
  }
  return [
    {
      name: 'voidint/g',
      run: async () => {
        const home = await freshHome(dir)
        const env = envFor(home, { G_MIRROR: `official|${origin.url}/dl/` })
        return run(['g', 'install', version.slice(2)], env, origin)
      },
    },
  ]
}

function isVoidintG() {
  try {
    return execFileSync('g', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes(
      'g version',
    )
  } catch {
    return false
  }
}

function indexedInstall(script, origin, dir) {
  return {
    name: ours,
    run: async () => {
      const home = await freshHome(dir)
      return run([process.execPath, script, origin.url, version], envFor(home), origin)
    },
  }
}

/** The command line asks the official index only, so this drives the rooms with the index of our server. */
async function buildIndexedInstall(dir) {
  const { rolldown } = await import('rolldown')
  const built = await rolldown({
    input: join(root, 'tests/bench/install-from-index.ts'),
    platform: 'node',
    logLevel: 'silent',
  })
  const file = join(dir, 'install-from-index.mjs')
  await built.write({ file, format: 'esm', codeSplitting: false })
  await built.close()
  return file
}

function indexOf({ sha256, size }) {
  const file = { filename: tarName, os: 'linux', arch: 'amd64', version, sha256, size, kind: 'archive' }
  return JSON.stringify([{ version, stable: true, files: [file] }])
}

/** What voidint/g reads of the official download page. */
function downloadPage({ sha256, size }) {
  const row = [`<a href="/dl/${tarName}">${tarName}</a>`, 'Archive', 'Linux', 'x86-64', `${size}`, `<tt>${sha256}</tt>`]
  const cells = row.map((cell) => `<td>${cell}</td>`).join('')
  const head = '<tr class="first"><th>File name</th><th>SHA256 Checksum</th></tr>'
  const table = `<table><thead>${head}</thead><tr>${cells}</tr></table>`
  return `<html><body><h2 id="stable"></h2><div id="${version}">${table}</div><div id="archive"></div></body></html>`
}
