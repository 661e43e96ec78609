import { chmod, mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FileChangeData } from '../../../main/journal'
import { restoreLines } from '../../../main/shell'
import { openShell, type ShellScene } from '../../helpers/shell-scene'
import { installed } from '../../helpers/shells'

const shown = async (scene: ShellScene, ...names: string[]): Promise<string[]> =>
  (await scene.shell.exportsOf(names)).map(
    ({ name, value, path, line, exported }) =>
      `${path.replace(scene.world.home, '~').replace(scene.options.etc ?? '', '/etc')}:${line} ${name}=${value}${exported ? '' : ' (not exported)'}`,
  )

describe('exportsOf', () => {
  it('looks through everything that shells and sessions read, in the order in which they do', async () => {
    const scene = await openShell(
      {
        '.profile': 'export GOPROXY=profile\n',
        '.bash_profile': '. ~/.bashrc\n',
        '.bashrc': '# export GOPROXY=no\nGOPROXY=bashrc\n. "$HOME/.exports"\nalias go=x\n',
        '.exports': 'export GOSUMDB=off GOPROXY=sourced\n',
        '.bashrc.d/go.sh': 'export GOPROXY=dropin\n',
        '.zshenv': 'export GOPROXY=zshenv\n',
        '.zshrc': 'typeset -gx GOPROXY=zshrc\n',
        '.config/fish/config.fish': 'set -gx GOPROXY fish\n',
        '.config/fish/conf.d/a.fish': 'set -gx GOPROXY confd\n',
        '.config/fish/fish_variables': 'SETUVAR --export GOPROXY:universal\n',
        '.config/environment.d/10-go.conf': 'GOPROXY=session\n',
        '.config/powershell/profile.ps1': '$env:GOPROXY = "pwsh"\n',
        '.pam_environment': 'GOPROXY DEFAULT=pam\n',
      },
      {
        etc: {
          environment: 'GOPROXY=system\n',
          profile: 'export GOPROXY=etc\n',
          'profile.d/go.sh': 'export GOPROXY=dropin\n',
          'zsh/zshrc': 'export GOPROXY=zsh\n',
          'fish/config.fish': 'set -gx GOPROXY fish\n',
        },
      },
    )
    expect(await shown(scene, 'GOPROXY')).toEqual([
      '/etc/environment:1 GOPROXY=system',
      '~/.config/environment.d/10-go.conf:1 GOPROXY=session',
      '~/.pam_environment:1 GOPROXY=pam',
      '/etc/profile:1 GOPROXY=etc',
      '/etc/profile.d/go.sh:1 GOPROXY=dropin',
      '/etc/zsh/zshrc:1 GOPROXY=zsh',
      '~/.profile:1 GOPROXY=profile',
      '~/.bashrc:2 GOPROXY=bashrc (not exported)',
      '~/.exports:1 GOPROXY=sourced',
      '~/.bashrc.d/go.sh:1 GOPROXY=dropin',
      '~/.zshenv:1 GOPROXY=zshenv',
      '~/.zshrc:1 GOPROXY=zshrc',
      '/etc/fish/config.fish:1 GOPROXY=fish',
      '~/.config/fish/fish_variables:1 GOPROXY=universal',
      '~/.config/fish/conf.d/a.fish:1 GOPROXY=confd',
      '~/.config/fish/config.fish:1 GOPROXY=fish',
      '~/.config/powershell/profile.ps1:1 GOPROXY=pwsh',
    ])
    expect(await shown(scene, 'GOSUMDB', 'GOROOT')).toEqual(['~/.exports:1 GOSUMDB=off'])
  })

  it.skipIf(installed('zsh') === null)('follows ZDOTDIR', async () => {
    const scene = await openShell({
      '.zshenv': 'ZDOTDIR=~/z\n',
      'z/.zshrc': 'export GOPROXY=z\n',
      '.zshrc': 'export GOPROXY=not-read\n',
    })
    expect(await shown(scene, 'GOPROXY')).toEqual(['~/z/.zshrc:1 GOPROXY=z'])
  })

  it('leaves our own files out, and what is unreadable, no file, too large or a circle', async () => {
    const scene = await openShell({
      '.profile': '. ~/.profile\n. ~/b\n',
      b: '. ~/.profile\nexport GOPROXY=b\n',
      '.zshenv': `export GOPROXY=large\n${' '.repeat(1024 * 1024)}`,
    })
    await mkdir(join(scene.world.home, '.bashrc'))
    await symlink('.zprofile', join(scene.world.home, '.zprofile'))
    await scene.applyChanges(await scene.shell.changesFor(['sh', 'fish']))
    expect(await shown(scene, 'GOPROXY', 'PATH')).toEqual(['~/b:2 GOPROXY=b'])
  })
})

describe('foreignLines', () => {
  it('names who sets up another Go, and where', async () => {
    const scene = await openShell({
      '.bashrc': [
        'export GOROOT=/usr/local/go',
        'export PATH=$PATH:/usr/local/go/bin',
        '[[ -s "$HOME/.gvm/scripts/gvm" ]] && source "$HOME/.gvm/scripts/gvm"',
        'eval "$(goenv init -)"',
        '. "$HOME/.asdf/asdf.sh"',
        'eval "$(mise activate bash)"',
        '[ -s "$HOME/.g/env" ] && \\. "$HOME/.g/env"',
        '# export GOROOT=/old',
        'export GOPROXY=https://u:p@x.test/go/bin',
        'alias ls="ls --color"',
      ].join('\n'),
    })
    expect((await scene.shell.foreignLines()).map(({ tool, line }) => `${line} ${tool}`)).toEqual([
      '5 asdf',
      '4 goenv',
      '3 gvm',
      '7 g',
      '6 mise',
      '1 go',
      '2 go',
      '9 go',
    ])
    expect((await scene.shell.foreignLines()).at(-1)?.text).toBe('export GOPROXY=https://•••@x.test/go/bin')
  })
})

describe('disableLine', () => {
  const disabled = async (content: string, line: number, name: string, file = '.bashrc'): Promise<string | null> => {
    const scene = await openShell({ [file]: content })
    const path = join(scene.world.home, file)
    const change = await scene.shell.disableLine({ path, line, name })
    if (change === null) return null
    const before = await readFile(path)
    await scene.applyChanges([change])
    const after = await readFile(path)
    expect(await shown(scene, name)).not.toContain(`~/${file}:${line} ${name}`)
    expect(restoreLines(after)).toEqual(before)
    await scene.undoAll()
    expect(await readFile(path)).toEqual(before)
    return after.toString('latin1')
  }

  it.each<[string, string, number, string, string]>([
    ['an export', 'a\nexport GOROOT=/x\nb\n', 2, 'GOROOT', 'a\n# export GOROOT=/x # goready: disabled\nb\n'],
    ['the last line without newline', 'export GOROOT=/x', 1, 'GOROOT', '# export GOROOT=/x # goready: disabled'],
    ['Windows line ends', 'export GOROOT=/x\r\nb\r\n', 1, 'GOROOT', '# export GOROOT=/x # goready: disabled\r\nb\r\n'],
    [
      'two statements about it',
      'GOROOT=/x; export GOROOT\n',
      1,
      'GOROOT',
      '# GOROOT=/x; export GOROOT # goready: disabled\n',
    ],
    [
      'the only line of an if',
      'if :; then\n  export GOROOT=/x\nfi\n',
      2,
      'GOROOT',
      'if :; then\n: #   export GOROOT=/x # goready: disabled\nfi\n',
    ],
  ])('%s', async (_, content, line, name, expected) => {
    expect(await disabled(content, line, name)).toBe(expected)
  })

  it('fish and session files', async () => {
    expect(await disabled('set -gx GOPROXY off\n', 1, 'GOPROXY', '.config/fish/config.fish')).toBe(
      '# set -gx GOPROXY off # goready: disabled\n',
    )
    expect(await disabled('GOPROXY=off\n', 1, 'GOPROXY', '.config/environment.d/x.conf')).toBe(
      '# GOPROXY=off # goready: disabled\n',
    )
  })

  it('keeps bytes that are no text', async () => {
    const scene = await openShell({ '.bashrc': Buffer.from('export A=\xff\nexport GOROOT=/\xe9\n', 'latin1') })
    const path = join(scene.world.home, '.bashrc')
    const change = await scene.shell.disableLine({ path, line: 2, name: 'GOROOT' })
    const after = Buffer.from((change?.data as FileChangeData | undefined)?.after ?? '', 'base64').toString('latin1')
    expect(after).toBe('export A=\xff\n# export GOROOT=/\xe9 # goready: disabled\n')
  })

  it.each<[string, string, number, string]>([
    ['a line that does more', 'export GOROOT=/x PATH=/x/bin\n', 1, 'GOROOT'],
    ['a line with a second command', 'export GOROOT=/x && cd /\n', 1, 'GOROOT'],
    ['a continued line', 'export \\\n GOROOT=/x\n', 1, 'GOROOT'],
    ['another line', 'export GOROOT=/x\n\n', 2, 'GOROOT'],
    ['another variable', 'export GOROOT=/x\n', 1, 'GOPROXY'],
    ['a line beyond the end', 'export GOROOT=/x\n', 99, 'GOROOT'],
    ['a line inside a string', "x='\nexport GOROOT=/x\n'\n", 2, 'GOROOT'],
  ])('says null to %s', async (_, content, line, name) => {
    expect(await disabled(content, line, name)).toBeNull()
  })

  it('says null to universal variables, which fish rewrites itself', async () => {
    expect(await disabled('SETUVAR --export GOPROXY:off\n', 1, 'GOPROXY', '.config/fish/fish_variables')).toBeNull()
  })

  it('refuses a file that no shell reads', async () => {
    const scene = await openShell({ 'notes.txt': 'export GOROOT=/x\n' })
    const request = { path: join(scene.world.home, 'notes.txt'), line: 1, name: 'GOROOT' }
    await expect(scene.shell.disableLine(request)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const passwd = scene.shell.disableLine({ path: '/etc/passwd', line: 1, name: 'GOROOT' })
    await expect(passwd).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it.skipIf(process.geteuid?.() === 0)('says PERMISSION_DENIED to a file that is read-only', async () => {
    const scene = await openShell({ '.bashrc': 'export GOROOT=/x\n' })
    const path = join(scene.world.home, '.bashrc')
    await chmod(path, 0o444)
    await expect(scene.shell.disableLine({ path, line: 1, name: 'GOROOT' })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    })
  })
})
