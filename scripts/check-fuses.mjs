/** Reads the fuses back from the packaged binary in dist/: the configuration only says what was asked for. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

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
const wanted = {
  RunAsNode: off,
  EnableNodeOptionsEnvironmentVariable: off,
  EnableNodeCliInspectArguments: off,
  EnableEmbeddedAsarIntegrityValidation: on,
  OnlyLoadAppFromAsar: on,
  GrantFileProtocolExtraPrivileges: off,
}
const wire = await getCurrentFuseWire(binary)
for (const [name, state] of Object.entries(wanted)) {
  const isRight = wire[FuseV1Options[name]] === state
  console.log(`${isRight ? 'right' : 'WRONG'}: ${name} is ${wire[FuseV1Options[name]] === on ? 'on' : 'off'}`)
  if (!isRight) process.exitCode = 1
}
