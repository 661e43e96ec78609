import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { snapOf } from '../../../main/hosts/web/find-browser'
import { openPage, type Surroundings } from '../../../main/hosts/web/open-page'
import { logTo } from '../../../main/kit'
import { temporaryDir } from '../../helpers/temporary-dir'

const link = 'http://127.0.0.1:4711/#c=secret-launch-code'

interface Scene extends Surroundings {
  /** The arguments that the fake program was called with, a line each. */
  called(): Promise<string>
}

/** A home with one fake program on its PATH, which writes down its arguments and then does `then`. */
async function scene(program: string, then: string, env: Record<string, string> = {}): Promise<Scene> {
  const home = await temporaryDir()
  const bin = join(home, 'bin')
  await mkdir(bin)
  const path = join(bin, program)
  await writeFile(
    path,
    `#!/bin/sh\nprintf '%s\\n' "$@" > "${home}/called"\n/bin/cat /proc/$$/cmdline >> "${home}/called"\n${then}\n`,
  )
  await chmod(path, 0o755)
  return {
    home,
    env: { HOME: home, PATH: bin, DISPLAY: ':99', ...env },
    platform: { os: 'linux', arch: 'amd64' },
    runtimeDir: join(home, 'run'),
    isRoot: false,
    log: logTo({ write: () => undefined }),
    called: () => readFile(join(home, 'called'), 'latin1'),
  }
}

test('without a display nothing is opened and nothing is written', async () => {
  const where = await scene('chromium', 'exit 0')
  expect(await openPage(link, { ...where, env: { ...where.env, DISPLAY: '' } })).toBe('none')
  await expect(readdir(where.runtimeDir)).rejects.toThrow('ENOENT')
})

test('Chromium gets a window of its own, by a private file: the code is not among its arguments', async () => {
  const where = await scene('chromium', 'exec /bin/sleep 5')
  expect(await openPage(link, where)).toBe('app-window')
  await expectPrivateFile(where)
})

test('a browser that only tells a running one is taken at its word', async () => {
  expect(await openPage(link, await scene('google-chrome', 'exit 0'))).toBe('app-window')
})

test('the default browser gets the same private file', async () => {
  const where = await scene('xdg-open', '/bin/sleep 0.1')
  expect(await openPage(link, where)).toBe('browser')
  await expectPrivateFile(where)
})

test('as root Chromium is left alone: it would start without its sandbox only', async () => {
  const where = await scene('chromium', 'exit 0')
  expect(await openPage(link, { ...where, isRoot: true })).toBe('none')
  await expect(where.called()).rejects.toThrow('ENOENT')
})

test('when no browser starts, the caller is told', async () => {
  const where = await scene('xdg-open', 'exit 3')
  expect(await openPage(link, where)).toBe('none')
})

test('what an earlier start left behind is removed once its code is worthless', async () => {
  const where = await scene('xdg-open', 'exit 0')
  await mkdir(where.runtimeDir)
  const old = join(where.runtimeDir, '.goready-open-0123456789ab.html')
  const foreign = join(where.runtimeDir, 'kept.html')
  for (const path of [old, foreign]) {
    await writeFile(path, '')
    await utimes(path, new Date(0), new Date(0))
  }
  await openPage(link, where)
  const left = await readdir(where.runtimeDir)
  expect(left).not.toContain('.goready-open-0123456789ab.html')
  expect(left).toContain('kept.html')
})

test('a browser in a snap gets the file where it may look', async () => {
  const where = await scene('xdg-open', 'exit 0')
  await mkdir(join(where.home, 'snap/firefox/common'), { recursive: true })
  const settings = join(where.home, 'bin/xdg-settings')
  await writeFile(settings, '#!/bin/sh\necho firefox_firefox.desktop\n')
  await chmod(settings, 0o755)
  await openPage(link, where)
  expect(await where.called()).toContain(join(where.home, 'snap/firefox/common/.goready-open-'))
})

test('snaps are told by their path or desktop entry', () => {
  expect(snapOf('/snap/bin/chromium')).toBe('chromium')
  expect(snapOf('firefox_firefox.desktop')).toBe('firefox')
  expect(snapOf('firefox.desktop')).toBeNull()
  expect(snapOf('/usr/bin/chromium')).toBeNull()
})

async function expectPrivateFile(where: Scene): Promise<void> {
  const called = await where.called()
  expect(called).not.toContain('secret-launch-code')
  expect(called).toContain('.goready-open-')
  const [name = ''] = await readdir(where.runtimeDir)
  const path = join(where.runtimeDir, name)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readFile(path, 'utf8')).toContain(`url=${link}`)
}
