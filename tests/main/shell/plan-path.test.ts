import { chmod, chown, lstat, mkdir, readFile, readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Change, type FileChangeData, Journal } from '../../../main/journal'
import { createShell, type Shell } from '../../../main/shell'
import type { ShellName } from '../../../preload/contract/shell'
import type { Text } from '../../../preload/contract/text'
import { drain } from '../../helpers/drain'
import { openShell, type ShellScene } from '../../helpers/shell-scene'
import { installed, temporaryFolder, writeFiles } from '../../helpers/shells'
import { testWorld } from '../../helpers/world'

const zsh = installed('zsh')
const isRoot = process.geteuid?.() === 0

const filesIn = async (scene: ShellScene, shells: readonly ShellName[]): Promise<string[]> =>
  (await scene.shell.changesFor(shells)).map(({ data }) =>
    (data as { path: string }).path.replace(`${scene.world.home}/`, '~/'),
  )

const notesOf = (change: Change | undefined): readonly Text[] => (change as Change<FileChangeData>).data.notes

describe('which files get the block', () => {
  it.each<[string, Record<string, string>, readonly ShellName[], readonly string[]]>([
    ['bash in an empty home', {}, ['bash'], ['~/.bashrc', '~/.profile']],
    ['bash with .profile', { '.profile': '\n' }, ['bash'], ['~/.bashrc', '~/.profile']],
    [
      'bash with .bash_profile',
      { '.bash_profile': '\n', '.profile': '\n' },
      ['bash'],
      ['~/.bashrc', '~/.bash_profile'],
    ],
    ['bash with .bash_login', { '.bash_login': '\n', '.profile': '\n' }, ['bash'], ['~/.bashrc', '~/.bash_login']],
    ['bash and sh share .profile', {}, ['bash', 'sh'], ['~/.bashrc', '~/.profile']],
    ['sh alone', { '.bash_profile': '\n' }, ['sh'], ['~/.profile']],
    ['zsh', {}, ['zsh'], ['~/.zshrc', '~/.zprofile']],
    ['PowerShell', {}, ['powershell'], ['~/.config/powershell/profile.ps1']],
  ])('%s', async (_, files, shells, expected) => {
    const scene = await openShell(files)
    const [envFile, ...rest] = await filesIn(scene, shells)
    expect(envFile).toMatch(/^~\/\.local\/share\/goready\/env\.(sh|ps1)$/)
    expect(rest).toEqual(expected)
  })

  it('fish has one file of ours and needs no env file', async () => {
    expect(await filesIn(await openShell({}), ['fish'])).toEqual(['~/.config/fish/conf.d/goready.fish'])
  })

  it('fish started in another shell follows XDG_CONFIG_HOME, a login fish what the system says', async () => {
    const elsewhere = await temporaryFolder()
    const env = { XDG_CONFIG_HOME: elsewhere }
    expect(await filesIn(await openShell({}, { env }), ['fish'])).toEqual([join(elsewhere, 'fish/conf.d/goready.fish')])
    const login = { env, login: installed('fish') ?? '/usr/bin/fish' }
    expect(await filesIn(await openShell({}, login), ['fish'])).toEqual(['~/.config/fish/conf.d/goready.fish'])
  })

  it.skipIf(zsh === null).each([
    ['set in ~/.zshenv', { '.zshenv': 'export ZDOTDIR="$HOME/.config/zsh"\n' }, '~/.config/zsh'],
    ['with a slash at its end', { '.zshenv': 'ZDOTDIR=$HOME/z/\n' }, '~/z'],
    ['not set', {}, '~'],
    ['relative, which is no use', { '.zshenv': 'ZDOTDIR=z\n' }, '~'],
    ['behind noise', { '.zshenv': 'echo hello; ZDOTDIR=$HOME/z; cd /\n' }, '~/z'],
    ['not to be had, since .zshenv runs something else', { '.zshenv': 'exec cat\n' }, '~'],
  ])('zsh is asked for ZDOTDIR: %s', async (_, files, dir) => {
    const [, ...rest] = await filesIn(await openShell(files), ['zsh'])
    expect(rest).toEqual([`${dir}/.zshrc`, `${dir}/.zprofile`])
  })

  it('none named means the login shell and those that have files', async () => {
    const scene = await openShell({ '.zshrc': '\n', '.profile': '\n' }, { login: '/bin/bash' })
    const [, ...rest] = await filesIn(scene, [])
    expect(rest).toEqual(['~/.bashrc', '~/.profile', '~/.zshrc', '~/.zprofile'])
  })
})

describe('list', () => {
  it('names each shell with its files, the login shell first', async () => {
    const scene = await openShell({ '.zshrc': '\n' }, { login: zsh ?? '/bin/zsh' })
    const [first, ...rest] = await scene.shell.list()
    expect(first).toEqual({
      name: 'zsh',
      binary: zsh,
      isLoginShell: true,
      files: [
        { path: join(scene.world.home, '.zshrc'), exists: true, hasBlock: false },
        { path: join(scene.world.home, '.zprofile'), exists: false, hasBlock: false },
      ],
      selected: true,
    })
    expect(rest.find(({ name }) => name === 'bash')).toMatchObject({ selected: false, isLoginShell: false })
    await scene.apply(['zsh'])
    expect((await scene.shell.list())[0]?.files.every(({ hasBlock }) => hasBlock)).toBe(true)
  })

  it('lists a shell that is not installed but has files', async () => {
    const scene = await openShell({ '.config/powershell/profile.ps1': '\n' })
    const powershell = (await scene.shell.list()).find(({ name }) => name === 'powershell')
    expect(powershell).toMatchObject({ selected: true, binary: installed('pwsh') })
  })
})

describe('applying and undoing', () => {
  const all: readonly ShellName[] = ['bash', 'zsh', 'fish', 'sh', 'powershell']

  it('is done once, found by all fresh shells, and gone without a trace after undo', async () => {
    const scene = await openShell({ '.bashrc': 'export A=1', '.zshrc': 'alias x=y\r\n', '.profile': '' })
    const before = await scene.tree()
    const changes = await scene.apply(all)
    expect(changes).toHaveLength(8)
    expect(await scene.shell.changesFor(all)).toEqual([])
    for (const view of await scene.shell.views(undefined, all)) {
      expect([view.shell, view.mode, view.verdict, view.path[0]]).toEqual([view.shell, view.mode, 'seen', scene.binDir])
      expect(view.path.at(-1)).toBe('/gopath/bin')
    }
    expect((await lstat(join(scene.world.dirs.data, 'env.sh'))).mode & 0o777).toBe(0o644)
    await scene.undoAll()
    expect(await scene.tree()).toEqual(before)
  })

  it('can be taken away without the journal', async () => {
    const scene = await openShell({ '.bashrc': 'export A=1', '.zshrc': 'alias x=y\r\n', '.profile': '' })
    const before = await scene.tree()
    await scene.apply(['bash', 'zsh', 'sh'])
    await scene.applyChanges(await scene.shell.changesToRemove())
    // a folder that may be somebody else's stays
    expect((await scene.tree()).replace(/^\.local\/share\/.*\n/gm, '')).toEqual(before)
  })

  it('follows when GOPATH moves: the env file changes, the rc files stay', async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n' })
    await scene.apply(['bash'])
    const shell = createShell(scene.world, { ...scene.options, gopathBin: async () => null })
    const changes = await shell.changesFor(['bash'])
    expect(changes.map(({ data }) => (data as { path: string }).path)).toEqual([join(scene.world.dirs.data, 'env.sh')])
  })

  it('says PLAN_STALE and touches nothing when a file changed since the preview', async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n' })
    const plan = await scene.shell.planPath(['bash'])
    await writeFiles(scene.world.home, { '.bashrc': 'export A=2\n' })
    await expect(scene.run(plan)).rejects.toMatchObject({ code: 'PLAN_STALE' })
    expect(await readFile(join(scene.world.home, '.bashrc'), 'utf8')).toBe('export A=2\n')
  })

  it('says FILE_CHANGED, rolls back, and keeps what an editor wrote in the middle of applying', async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n', '.profile': 'export P=1\n' })
    const journal = new Journal(scene.world, scene.shell.kinds)
    const applying = journal.apply(journal.hold(await scene.shell.planPath(['bash'])).id)
    await applying.next() // env.sh is about to be written, the rc files come later
    await writeFiles(scene.world.home, { '.profile': 'export P=2\n' })
    await expect(drain(applying)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await readFile(join(scene.world.home, '.profile'), 'utf8')).toBe('export P=2\n')
    expect(await readFile(join(scene.world.home, '.bashrc'), 'utf8')).toBe('export A=1\n')
  })
})

describe('links and version control', () => {
  it('edits the file behind a link, keeps the link, and says so', async () => {
    const scene = await openShell({ 'dotfiles/bashrc': 'export A=1\n', 'dotfiles/.git/HEAD': 'x\n', '.profile': '\n' })
    await symlink('dotfiles/bashrc', join(scene.world.home, '.bashrc'))
    const changes = await scene.apply(['bash'])
    expect(await readlink(join(scene.world.home, '.bashrc'))).toBe('dotfiles/bashrc')
    expect(await readFile(join(scene.world.home, 'dotfiles/bashrc'), 'utf8')).toMatch(/^export A=1\n\n# >>> goready/)
    expect(notesOf(changes[1])).toEqual([
      { key: 'shell.note.link', params: { target: join(scene.world.home, 'dotfiles/bashrc') } },
      { key: 'shell.note.workTree', params: { dir: join(scene.world.home, 'dotfiles') } },
    ])
    await scene.undoAll()
    expect(await readlink(join(scene.world.home, '.bashrc'))).toBe('dotfiles/bashrc')
    expect(await readFile(join(scene.world.home, 'dotfiles/bashrc'), 'utf8')).toBe('export A=1\n')
  })

  it('edits two names of one file once', async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n' })
    await symlink('.bashrc', join(scene.world.home, '.bash_profile'))
    expect(await scene.apply(['bash'])).toHaveLength(2)
    expect((await readFile(join(scene.world.home, '.bashrc'), 'utf8')).match(/>>> goready/g)).toHaveLength(1)
  })

  it('passes a dangling .bash_profile over, as bash does', async () => {
    const scene = await openShell({})
    await symlink('nowhere', join(scene.world.home, '.bash_profile'))
    expect(await filesIn(scene, ['bash'])).toContain('~/.profile')
  })
})

describe('a shell that can not be edited', () => {
  const noted = async (scene: ShellScene, shells: readonly ShellName[]): Promise<unknown[]> =>
    (await scene.shell.planPath(shells)).notes.map(({ key, params }) => [key, params.shell, params.line])
  const line = '. "$HOME/.local/share/goready/env.sh"'

  it('is left out with the line to copy while others go on', async () => {
    const scene = await openShell({ '.profile': '\n' })
    await mkdir(join(scene.world.home, '.zshrc'))
    expect(await noted(scene, ['zsh', 'sh'])).toEqual([['shell.leftOut.unsuitable', 'zsh', line]])
    const changes = await scene.shell.changesFor(['zsh', 'sh'])
    expect(changes.map(({ data }) => (data as { path: string }).path)).toEqual([
      join(scene.world.dirs.data, 'env.sh'),
      join(scene.world.home, '.profile'),
    ])
    expect(notesOf(changes[0]).map(({ key }) => key)).toEqual(['shell.leftOut.unsuitable'])
  })

  it.each([
    ['a folder', 'FILE_UNSUITABLE', async (path: string) => void (await mkdir(path))],
    ['a link to nothing', 'FILE_UNSUITABLE', (path: string) => symlink('nowhere', path)],
    ['a loop of links', 'FILE_UNSUITABLE', (path: string) => symlink('.profile', path)],
    [
      'UTF-16 text',
      'FILE_UNSUITABLE',
      (path: string) => writeFiles(join(path, '..'), { '.profile': Buffer.from('\ufeffa', 'utf16le') }),
    ],
    [
      'larger than 4 MiB',
      'FILE_UNSUITABLE',
      (path: string) => writeFiles(join(path, '..'), { '.profile': Buffer.alloc(4 * 1024 * 1024 + 1, 10) }),
    ],
    [
      'one with two blocks',
      'RC_MARKERS_BROKEN',
      (path: string) => writeFiles(join(path, '..'), { '.profile': '# >>> goready initialize >>> v1\n' }),
    ],
  ])('alone is an error: %s', async (_, code, make) => {
    const scene = await openShell({})
    await make(join(scene.world.home, '.profile'))
    await expect(scene.shell.changesFor(['sh'])).rejects.toMatchObject({ code })
  })

  it('keeps what somebody wrote inside the block', async () => {
    const scene = await openShell({ '.zshrc': '\n', '.profile': '\n' })
    await scene.apply(['zsh', 'sh'])
    const path = join(scene.world.home, '.profile')
    const edited = (await readFile(path, 'utf8')).replace('if [', 'export MINE=1\nif [')
    await writeFiles(scene.world.home, { '.profile': edited })
    expect(await noted(scene, ['zsh', 'sh'])).toEqual([['shell.leftOut.edited', 'sh', line]])
    await expect(scene.shell.changesFor(['sh'])).rejects.toMatchObject({ code: 'RC_BLOCK_EDITED', details: { path } })
    expect(await readFile(path, 'utf8')).toBe(edited)
  })

  it.each<[ShellName, string]>([
    ['fish', "fish_add_path --global --move --path '$HOME/.local/share/goready/current/bin'"],
    ['powershell', ". ($HOME + '/.local/share/goready/env.ps1')"],
    ['bash', line],
  ])('%s has its own line', async (shell, expected) => {
    const scene = await openShell({ '.bashrc/x': '', '.profile': '', '.config/fish': '', '.config/powershell': '' })
    const notes = await noted(scene, [shell, 'sh'])
    expect(notes).toEqual([
      [expect.stringContaining('leftOut'), shell, expected.replace("'$HOME", `'${scene.world.home}`)],
    ])
  })

  it.skipIf(!isRoot)('refuses a home of somebody else', async () => {
    const scene = await openShell({})
    await chown(scene.world.home, 65534, 65534)
    await expect(scene.shell.changesFor(['sh'])).rejects.toMatchObject({
      code: 'HOME_NOT_OWNED',
      details: { home: scene.world.home, owner: 65534, user: 0 },
    })
  })

  it('refuses to let shells read from a folder that everybody may write to', async () => {
    const scene = await openShell({})
    await mkdir(scene.world.dirs.data, { recursive: true })
    await chmod(scene.world.dirs.data, 0o777)
    await expect(scene.shell.changesFor(['sh'])).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
  })

  it('says what to do for a login shell that it does not know', async () => {
    const scene = await openShell({ '.profile': '' }, { login: '/usr/bin/nu' })
    expect((await scene.shell.planPath([])).notes).toEqual([
      { key: 'shell.note.otherShell', params: { shell: '/usr/bin/nu', dir: scene.binDir } },
    ])
  })

  it('refuses a data folder that no rc file can name', async () => {
    const world = await testWorld({ env: { GOREADY_HOME: '/tmp/a\nb' } })
    const shell: Shell = createShell(world, { binDir: '/tmp/bin', gopathBin: async () => null })
    await expect(shell.changesFor(['sh'])).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
