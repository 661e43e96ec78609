/** Reads the fuses back from the packaged binary in dist/: the configuration only says what was asked for. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { fuses } from './after-pack.mjs'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const binary = [
  'linux-unpacked/goready',
  'win-unpacked/GoReady.exe',
  'mac/GoReady.app',
  'mac-arm64/GoReady.app',
  'mac-universal/GoReady.app',
]
  .map((path) => join(dist, path))
  .find(existsSync)
if (binary === undefined) {
  console.log('nothing is packaged in dist/: run `npm run package` first')
  process.exit(1)
}
const [off, on] = ['0', '1'].map((state) => state.charCodeAt(0))
const wire = await getCurrentFuseWire(binary)
for (const [number, isOn] of Object.entries(fuses)) {
  const isRight = wire[number] === (isOn ? on : off)
  console.log(`${isRight ? 'right' : 'WRONG'}: ${FuseV1Options[number]} is ${wire[number] === on ? 'on' : 'off'}`)
  if (!isRight) process.exitCode = 1
}
