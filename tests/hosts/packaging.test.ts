import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll, extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { build } from 'electron-builder'
import { rolldown } from 'rolldown'
import { beforeAll, expect, test } from 'vitest'
import { fuses } from '../../scripts/after-pack.mjs'
import { findElectron } from '../../scripts/find-electron.mjs'
import { built } from '../helpers/built'
import { temporaryDir } from '../helpers/temporary-dir'

const root = join(import.meta.dirname, '../..')

beforeAll(async () => {
  await built()
}, 300_000)

/** Bytes that hold what @electron/fuses looks for: its marker, the version, the number of fuses, and all of them on. */
function standInBinary(): Buffer {
  const wire = Buffer.concat([Buffer.of(1, 8), Buffer.from('1'.repeat(8))])
  return Buffer.concat([Buffer.alloc(5_000_000), Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), wire])
}

/** Packs for Linux as `electron-builder --dir` does, around a stand-in for Electron's own files where they are absent. */
async function pack(): Promise<string> {
  const output = await temporaryDir()
  const real = findElectron()
  const electronDist = join(output, 'stand-in')
  await mkdir(electronDist)
  await writeFile(join(electronDist, 'electron'), standInBinary())
  await chmod(join(electronDist, 'electron'), 0o755)
  const isReal = real !== null && process.platform === 'linux'
  await build({
    projectDir: root,
    linux: ['dir'],
    publish: 'never',
    config: {
      extends: 'electron-builder.yml',
      directories: { output: join(output, 'dist') },
      ...(isReal ? {} : { electronDist }),
    },
  })
  return join(output, 'dist/linux-unpacked/resources')
}

test('the package holds what is built, nothing of node_modules, and starts', async () => {
  const resources = await pack()
  const archive = join(resources, 'app.asar')
  const files = listPackage(archive, { isPack: false })
  expect(files).toEqual(
    expect.arrayContaining([
      '/package.json',
      '/out/electron/main.js',
      '/out/preload/index.cjs',
      '/out/renderer/index.html',
      '/out/renderer/icon.svg',
      '/assets/tray/tray.png',
      '/assets/icons/256x256.png',
    ]),
  )
  expect(
    files.filter((file) => /node_modules|\.ts$|\.map$|^\/(main|renderer|tests|scripts|docs)\b/.test(file)),
  ).toEqual([])
  const manifest = JSON.parse(extractFile(archive, 'package.json').toString('utf8')) as { main: string; type: string }
  expect(manifest).toMatchObject({ main: 'out/electron/main.js', type: 'module' })
  // worker threads read it from the disk itself
  expect((await readFile(join(resources, 'app.asar.unpacked/out/workers/extract.js'), 'utf8')).length).toBeGreaterThan(
    100,
  )

  const app = await temporaryDir()
  extractAll(archive, app)
  expect(await runMain(app)).toEqual({
    switches: ['sandbox'],
    schemes: ['app'],
    loaded: ['app://ui/'],
    status: 200,
    preload: join(app, 'out/preload/index.cjs'),
    hasTray: true,
    exits: [0],
  })
}, 180_000)

/** Runs the packed main entry in plain Node, with the stand-in as its `electron`; returns what it did. */
async function runMain(app: string): Promise<unknown> {
  const standIn = join(app, 'node_modules/electron')
  await mkdir(standIn, { recursive: true })
  await writeFile(join(standIn, 'package.json'), '{"name":"electron","type":"module","exports":"./index.js"}')
  const bundle = await rolldown({
    input: join(root, 'tests/helpers/electron-stand-in.ts'),
    platform: 'node',
    logLevel: 'silent',
  })
  await bundle.write({ file: join(standIn, 'index.js'), format: 'esm' })
  await bundle.close()
  const driver = join(app, 'driver.mjs')
  await writeFile(
    driver,
    `import { app, standIn } from 'electron'
     await import('./out/electron/main.js')
     const wait = () => new Promise((resolve) => setTimeout(resolve, 50))
     for (let tries = 0; tries < 600 && !(standIn.trays[0]?.menu.length > 0); tries++) await wait()
     const [window] = standIn.windows
     const page = standIn.handlers.get('app')({ method: 'GET', url: 'app://ui/' })
     const seen = {
       switches: standIn.switches, schemes: standIn.schemes.map(({ scheme }) => scheme), loaded: window?.loaded,
       status: page.status, preload: window?.options.webPreferences.preload, hasTray: standIn.trays[0]?.menu.length > 0,
     }
     const ended = new Promise((resolve) => app.once('stand-in-exit', resolve))
     app.quit()
     await ended
     process.stdout.write(JSON.stringify({ ...seen, exits: standIn.exits }))
     process.exit(0)`,
  )
  const home = await temporaryDir()
  const { stdout } = await promisify(execFile)(process.execPath, [driver], {
    env: { HOME: home, PATH: '/usr/bin:/bin', LANG: 'en_US.UTF-8' },
  })
  return JSON.parse(stdout)
}

test('what is packed has its fuses set so that nothing is left open', async () => {
  const wire = await getCurrentFuseWire(join(await pack(), '../goready'))
  const [off, on] = ['0', '1'].map((state) => state.charCodeAt(0))
  for (const [number, isOn] of Object.entries(fuses))
    expect(wire[Number(number) as FuseV1Options]).toBe(isOn ? on : off)
  const named = Object.entries(fuses).map(([number, isOn]) => [FuseV1Options[Number(number)], isOn])
  expect(Object.fromEntries(named)).toEqual({
    RunAsNode: false,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    GrantFileProtocolExtraPrivileges: false,
  })
}, 180_000)

test('the preload script is one CommonJS file that asks for nothing but electron', async () => {
  const source = await readFile(join(root, 'out/preload/index.cjs'), 'utf8')
  expect([...source.matchAll(/require\(["'](.*?)["']\)/g)].map(([, name]) => name)).toEqual(['electron'])
  expect(source).not.toMatch(/\bimport\s*[({'"]|\bexport\b/)
  expect(source.length).toBeLessThan(4_000)
})

test('every icon is there in every size', async () => {
  const ico = await readFile(join(root, 'assets/icon.ico'))
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => ico.readUInt8(6 + 16 * index) || 256)
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256])
  const icns = await readFile(join(root, 'assets/icon.icns'))
  expect(icns.toString('latin1', 0, 4)).toBe('icns')
  expect(icns.readUInt32BE(4)).toBe(icns.length)
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    const png = await readFile(join(root, `assets/icons/${size}x${size}.png`))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
  }
})
