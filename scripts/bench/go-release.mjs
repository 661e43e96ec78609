import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export const version = 'go1.27.4'
const platform = 'linux-amd64'
export const zipPath = `/golang.org/toolchain/@v/v0.0.1-${version}.${platform}.zip`
export const tarName = `${version}.${platform}.tar.gz`

/**
 * The release that is installed over and over: the module's zip from the real proxy, and a tar.gz of the same tree, as
 * the official one can't be had everywhere (it holds some folders more, and is about 8 % smaller than the zip).
 * Both are kept in the cache folder.
 */
export async function goRelease(cache, upstream) {
  await mkdir(cache, { recursive: true })
  const zip = join(cache, `${version}.zip`)
  const tar = join(cache, tarName)
  if (!(await exists(zip))) {
    console.log(`downloading ${version} from ${new URL(upstream).host}`)
    const answer = await fetch(upstream + zipPath)
    if (!answer.ok) throw new Error(`${upstream}${zipPath}: ${answer.status}`)
    await pipeline(answer.body, createWriteStream(`${zip}.new`))
    await rename(`${zip}.new`, zip)
  }
  if (!(await exists(tar))) {
    const home = join(cache, 'home')
    const env = { PATH: process.env.PATH, HOME: home, GOPROXY: upstream, GOTOOLCHAIN: version, GOFLAGS: '-modcacherw' }
    const goroot = execFileSync('go', ['env', 'GOROOT'], { env, encoding: 'utf8' }).trim()
    const asGo = `s,^${goroot.slice(1)},go,`
    const pack = `tar --exclude=_go.mod --sort=name --owner=0 --group=0 --transform '${asGo}' -cf - '${goroot}' 2>/dev/null | gzip -9`
    execFileSync('sh', ['-c', `${pack} > '${tar}.new'`])
    await rename(`${tar}.new`, tar)
    await rm(home, { recursive: true, force: true })
  }
  const sha256 = createHash('sha256')
  await pipeline(createReadStream(tar), sha256)
  return { zip, tar, sha256: sha256.digest('hex') }
}

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  )
