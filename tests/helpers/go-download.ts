import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const run = promisify(execFile)

/** A user of the go command who knows nothing yet: no modules, no head of a checksum database. */
export interface GoUser {
  /**
   * Downloads a module. Null when go is content and wrote its hash to go.sum, else its words.
   *
   * @param from GOPROXY and GOSUMDB
   */
  download(module: string, version: string, from: { goproxy: string; gosumdb: string }): Promise<string | null>
}

/** Everything of it stands in a folder that is removed when the test is finished. */
export async function goUser(): Promise<GoUser> {
  const home = await mkdtemp(join(tmpdir(), 'goready-go-'))
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 10 }))
  const telemetry = join(home, 'telemetry')
  await mkdir(telemetry)
  return {
    async download(module, version, { goproxy, gosumdb }) {
      const dir = await mkdtemp(join(home, 'work-'))
      const env = {
        PATH: process.env.PATH ?? '',
        HOME: home,
        // where go keeps the head that it saw last
        GOPATH: join(home, 'go'),
        GOMODCACHE: join(dir, 'cache'),
        GOCACHE: join(home, 'build'),
        GOENV: 'off',
        GOTOOLCHAIN: 'local',
        GOFLAGS: '-mod=mod -modcacherw',
        GOPROXY: goproxy,
        GOSUMDB: gosumdb,
        GONOSUMDB: '',
        GOPRIVATE: '',
        TEST_TELEMETRY_DIR: telemetry,
      }
      await writeFile(join(dir, 'go.mod'), `module example.com/work\n\ngo 1.21\n\nrequire ${module} ${version}\n`)
      const failed = await run('go', ['mod', 'download', module], { cwd: dir, env }).then(
        () => null,
        (error: { stderr: string }) => error.stderr,
      )
      if (failed !== null) return failed
      const sums = await readFile(join(dir, 'go.sum'), 'utf8')
      return sums.includes(`${module} ${version} h1:`) ? null : `nothing in go.sum: ${sums}`
    },
  }
}
