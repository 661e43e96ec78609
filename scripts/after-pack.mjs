/** electron-builder calls this on what it packed, before it is signed: sets the fuses, drops languages we don't speak. */
import { createReadStream, existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FuseVersion, flipFuses, FuseV1Options as fuse } from '@electron/fuses'

/** The packaged binary runs GoReady and nothing else: not a script, not under a debugger, not with changed files. */
export const fuses = {
  [fuse.RunAsNode]: false,
  [fuse.EnableNodeOptionsEnvironmentVariable]: false,
  [fuse.EnableNodeCliInspectArguments]: false,
  [fuse.EnableEmbeddedAsarIntegrityValidation]: true,
  [fuse.OnlyLoadAppFromAsar]: true,
  [fuse.GrantFileProtocolExtraPrivileges]: false,
}

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const name = packager.appInfo.productFilename
  const executable = {
    darwin: join(appOutDir, `${name}.app`),
    win32: join(appOutDir, `${name}.exe`),
    linux: join(appOutDir, packager.executableName ?? name),
  }[electronPlatformName]
  const holder =
    electronPlatformName === 'darwin'
      ? join(executable, 'Contents/Frameworks/Electron Framework.framework/Electron Framework')
      : executable
  if (await holdsFuses(holder)) {
    await flipFuses(executable, { version: FuseVersion.V1, resetAdHocDarwinSignature: true, ...fuses })
  } else {
    console.log('fuses not set: this is a stand-in for Electron')
  }
  if (electronPlatformName !== 'darwin') await dropLanguages(join(appOutDir, 'locales'))
}

/** Whether a file holds the marker before Electron's fuses; read in parts, for it is 200 MB. */
async function holdsFuses(file) {
  if (!existsSync(file)) return false
  const marker = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
  let tail = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: 4 * 1024 * 1024 })) {
    const part = Buffer.concat([tail, chunk])
    if (part.includes(marker)) return true
    tail = part.subarray(-marker.length)
  }
  return false
}

async function dropLanguages(dir) {
  if (!existsSync(dir)) return
  for (const file of await readdir(dir)) {
    if (!/^(en-US|en-GB|zh-CN)\./.test(file)) await rm(join(dir, file))
  }
}
