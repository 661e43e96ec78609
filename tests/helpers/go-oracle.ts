import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Milliseconds to allow for {@link buildGoOracle} on a busy machine with a cold build cache. */
export const oracleBuildTime = 300_000

export interface GoOracle {
  /** Answers questions of tests/helpers/go-oracle/main.go, in order. */
  ask(questions: readonly object[]): Promise<unknown[]>
  close(): Promise<void>
}

/**
 * Builds a program of Go's own libraries to compare ours with: the standard library's and golang.org/x/mod as it is
 * vendored in the installed Go, so nothing is downloaded. Null, with a line on stderr, where there is no Go.
 */
export async function buildGoOracle(): Promise<GoOracle | null> {
  const goroot = await run('go', ['env', 'GOROOT']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
  if (goroot === null) {
    console.warn('skipped: no go command to compare with')
    return null
  }
  const dir = await mkdtemp(join(tmpdir(), 'goready-oracle-'))
  const xmod = join(dir, 'xmod')
  await cp(join(goroot, 'src/cmd/vendor/golang.org/x/mod'), xmod, { recursive: true })
  await writeFile(join(xmod, 'go.mod'), 'module golang.org/x/mod\n\ngo 1.25\n')
  await cp(join(import.meta.dirname, 'go-oracle/main.go'), join(dir, 'main.go'))
  await writeFile(
    join(dir, 'go.mod'),
    'module example.com/oracle\n\ngo 1.25\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ./xmod\n',
  )
  const program = join(dir, 'oracle')
  const telemetry = join(dir, 'telemetry')
  await mkdir(telemetry)
  await run('go', ['build', '-o', program, '.'], {
    cwd: dir,
    env: {
      PATH: process.env.PATH,
      HOME: dir,
      // kept between runs: a cold build takes a quarter of a minute
      GOCACHE: join(tmpdir(), 'goready-test-gocache'),
      GOPATH: join(dir, 'gopath'),
      GOENV: 'off',
      GOFLAGS: '-mod=mod',
      GOPROXY: 'off',
      GOSUMDB: 'off',
      GOTOOLCHAIN: 'local',
      TEST_TELEMETRY_DIR: telemetry,
    },
  })
  return {
    ask: (questions) => askProgram(program, questions),
    close: () => rm(dir, { recursive: true, force: true }),
  }
}

async function askProgram(program: string, questions: readonly object[]): Promise<unknown[]> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<number | null>((done) => child.on('close', done))
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''))
  const code = await ended
  if (code !== 0) throw new Error(`the oracle ended with ${code}`)
  return Buffer.concat(chunks)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}
