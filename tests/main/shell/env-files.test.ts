import { chown, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../main/kit'
import { fishBody, posixBody, posixEnvFile, powershellBody, powershellEnvFile } from '../../../main/shell/env-files'
import { installed, temporaryFolder } from '../../helpers/shells'

const strict = 'set -eu; '
const variants: readonly { name: string; shell: string; args: readonly string[]; before?: string }[] = [
  { name: 'dash', shell: 'dash', args: [] },
  { name: 'dash, set -eu', shell: 'dash', args: [], before: strict },
  { name: 'bash', shell: 'bash', args: ['--norc'] },
  { name: 'bash, set -eu', shell: 'bash', args: ['--norc'], before: strict },
  { name: 'bash --posix', shell: 'bash', args: ['--norc', '--posix'] },
  { name: 'zsh', shell: 'zsh', args: ['-f'] },
  { name: 'zsh, strict options', shell: 'zsh', args: ['-f', '-o', 'no_unset', '-o', 'err_exit', '-o', 'glob_subst'] },
  { name: 'zsh --emulate sh', shell: 'zsh', args: ['--emulate', 'sh', '-f'] },
  { name: 'zsh, KSH_ARRAYS and SH_WORD_SPLIT', shell: 'zsh', args: ['-f', '-o', 'ksh_arrays', '-o', 'sh_word_split'] },
]

const dir = "/opt/it's a [go]*/bin"
const gopath = '/home/u/my go?/bin'
const paths: readonly { name: string; path: string; expected: string }[] = [
  { name: 'the usual', path: '/usr/bin:/bin', expected: `${dir}:/usr/bin:/bin:${gopath}` },
  { name: 'ours first', path: `${dir}:/usr/bin`, expected: `${dir}:/usr/bin:${gopath}` },
  { name: 'ours last', path: `/usr/bin:${dir}`, expected: `${dir}:/usr/bin:${gopath}` },
  { name: 'ours twice, in the middle', path: `/a:${dir}:/b:${dir}:/c`, expected: `${dir}:/a:/b:/c:${gopath}` },
  { name: 'ours twice in a row', path: `/a:${dir}:${dir}`, expected: `${dir}:/a:${gopath}` },
  { name: 'spaces and wildcards', path: '/a b/*:/c?[d]:/usr/bin', expected: `${dir}:/a b/*:/c?[d]:/usr/bin:${gopath}` },
  { name: 'empty elements', path: ':/usr/bin::/bin:', expected: `${dir}::/usr/bin::/bin::${gopath}` },
  {
    name: 'GOPATH there, and folders named alike',
    path: `${dir}/x:${gopath}:/y${dir}`,
    expected: `${dir}:${dir}/x:${gopath}:/y${dir}`,
  },
]

describe('env.sh', () => {
  const shells = new Map(['dash', 'bash', 'zsh'].map((name) => [name, installed(name)]))
  const envFile = async (): Promise<string> => {
    const file = join(await temporaryFolder(), 'env.sh')
    await writeFile(file, posixEnvFile({ binDir: dir, gopathBin: gopath }))
    return file
  }

  for (const { name, shell, args, before = '' } of variants) {
    const binary = shells.get(shell) ?? null
    it.skipIf(binary === null).each(paths)(`${name}: $name`, async ({ path, expected }) => {
      const file = await envFile()
      // leaves no variable and no failure behind, and a second reading changes nothing
      const script = [
        `${before}PATH='${path.replaceAll("'", "'\\''")}'`,
        `. '${file}'`,
        `first=$PATH`,
        `. '${file}'`,
        `printf '%s\\n%s\\n%s' "$first" "$PATH" "\${__goready_dir-}\${__goready_path-}"`,
      ].join('\n')
      const result = await run(binary ?? '', [...args, '-c', script], { env: {}, timeout: 20_000 })
      expect(result).toEqual({ kind: 'exited', exitCode: 0, stdout: `${expected}\n${expected}\n`, stderr: '' })
    })

    it.skipIf(binary === null)(`${name}: PATH not set, and exported afterwards`, async () => {
      const file = await envFile()
      const script = `${before}unset PATH\n. '${file}'\n/usr/bin/env`
      const result = await run(binary ?? '', [...args, '-c', script], { env: {}, timeout: 20_000 })
      expect(result.kind === 'exited' && result.stdout.split('\n')).toContain(`PATH=${dir}:${gopath}`)
    })
  }

  it('refuses what PATH or a file can not hold', () => {
    expect(() => posixEnvFile({ binDir: '/a:b', gopathBin: null })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
    expect(() => posixEnvFile({ binDir: '/a\nb', gopathBin: null })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
    expect(() => posixEnvFile({ binDir: 'a', gopathBin: null })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
  })
})

describe("the POSIX block's body", () => {
  it('is relative to the home folder, and quotes what needs it', () => {
    expect(posixBody('/home/u/.local/share/goready/env.sh', '/home/u')).toContain(
      '. "$HOME/.local/share/goready/env.sh"; fi',
    )
    expect(posixBody("/home/u/it's $x/env.sh", '/home/u')).toContain(`. "$HOME"'/it'\\''s $x/env.sh'; fi`)
    expect(posixBody('/opt/a b/env.sh', '/home/u')).toContain(". '/opt/a b/env.sh'; fi")
    expect(posixBody('/home/user/env.sh', '/home/u')).toContain("'/home/user/env.sh'")
  })

  const dash = installed('dash')
  it.skipIf(dash === null)('is silent and successful when the file is gone, under set -e too', async () => {
    const script = `set -e\n${posixBody('/nowhere/env.sh', '/home/u')}echo went on`
    expect(await run(dash ?? '', ['-c', script], { env: {}, timeout: 20_000 })).toMatchObject({
      stdout: 'went on\n',
      stderr: '',
    })
  })

  it.skipIf(dash === null || process.getuid?.() !== 0)("does not read somebody else's file", async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'env.sh')
    await writeFile(file, 'echo read\n')
    await chown(file, 65534, 65534)
    const script = posixBody(file, '/home/u')
    expect(await run(dash ?? '', ['-c', script], { env: {}, timeout: 20_000 })).toMatchObject({
      exitCode: 0,
      stdout: '',
    })
    await chown(file, 0, 0)
    expect(await run(dash ?? '', ['-c', script], { env: {}, timeout: 20_000 })).toMatchObject({ stdout: 'read\n' })
  })
})

describe('conf.d/goready.fish', () => {
  const fish = installed('fish')
  const withFish = it.skipIf(fish === null)

  withFish.each(paths.filter(({ name }) => name !== 'empty elements'))('$name', async ({ path, expected }) => {
    const home = await temporaryFolder()
    await writeFile(join(home, 'x.fish'), fishBody({ binDir: dir, gopathBin: gopath }))
    const script = `source ${home}/x.fish; set -l first "$PATH"; source ${home}/x.fish; printf '%s\\n%s' "$first" "$PATH"; set -q goready_path; and echo leaked`
    const env = { PATH: path, HOME: home }
    const result = await run(fish ?? '', ['--private', '--no-config', '-c', script], { env, timeout: 20_000 })
    expect(result).toMatchObject({ kind: 'exited', stdout: `${expected}\n${expected}` })
  })
})

describe('PowerShell', () => {
  it('quotes for PowerShell, typographic quotes included', () => {
    expect(powershellEnvFile({ binDir: "/o'b/’c", gopathBin: '/g' })).toContain("$bin = '/o''b/’’c'")
    expect(powershellBody('/home/u/x y/env.ps1', '/home/u')).toContain(". ($HOME + '/x y/env.ps1') }")
    expect(powershellBody('/opt/env.ps1', '/home/u')).toContain(". '/opt/env.ps1' }")
  })

  const pwsh = installed('pwsh')
  it.skipIf(pwsh === null).each(paths)('$name', async ({ path, expected }) => {
    const home = await temporaryFolder()
    await writeFile(join(home, 'x.ps1'), powershellEnvFile({ binDir: dir, gopathBin: gopath }))
    const script = `. ${home}/x.ps1; . ${home}/x.ps1; [Console]::Out.Write($env:PATH)`
    const env = { PATH: path, HOME: home }
    const result = await run(pwsh ?? '', ['-NoProfile', '-NonInteractive', '-c', script], { env, timeout: 60_000 })
    expect(result).toMatchObject({ stdout: expected })
  })
})
