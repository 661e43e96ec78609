import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Change, FileChangeData } from '../../../main/journal'
import { createShell } from '../../../main/shell'
import type { ShellName } from '../../../preload/contract/shell'
import { openShell } from '../../helpers/shell-scene'
import { installed, placeGo, temporaryFolder, writeFiles } from '../../helpers/shells'

const bash = installed('bash')
const zsh = installed('zsh')
const fish = installed('fish')

/** Applies on a home with these files; the failure's `why`, or null when the check passed. The home must be as before then. */
async function outcome(
  files: Record<string, string>,
  shells: readonly ShellName[],
  options: { go?: boolean; timeLimit?: number; checkFreshShell?: boolean } = {},
): Promise<{ why: string | null; notes: string[]; home: string; binDir: string }> {
  const scene = await openShell(files, options.timeLimit === undefined ? {} : { timeLimit: options.timeLimit })
  if (options.go) await placeGo(scene.binDir)
  if (options.checkFreshShell === false) await scene.world.settings.set({ checkFreshShell: false })
  const before = await scene.tree()
  const plan = await scene.shell.planPath(shells)
  const notes = plan.notes.map(({ key, params }) => `${key} ${params.mode ?? ''}`.trim())
  const { home } = scene.world
  try {
    await scene.run(plan)
    return { why: null, notes, home, binDir: scene.binDir }
  } catch (error) {
    expect(error).toMatchObject({ code: 'SHELL_NOT_VERIFIED' })
    expect(await scene.tree()).toEqual(before)
    return { why: (error as { details: { why: string } }).details.why, notes, home, binDir: scene.binDir }
  }
}

describe('the check after the change', () => {
  it.skipIf(bash === null)('passes, with an SDK in place and without', async () => {
    expect((await outcome({ '.bashrc': 'export A=1' }, ['bash'], { go: true })).why).toBeNull()
    expect((await outcome({ '.bashrc': 'export A=1' }, ['bash'])).why).toBeNull()
  })

  it.skipIf(bash === null)('names the line that puts another Go first', async () => {
    const other = await temporaryFolder()
    await placeGo(other)
    const files = { '.bashrc': '[ -n "$PS1" ] && . ~/.profile\n', '.bash_profile': `. ~/.bashrc\n` }
    const late = `PROMPT=1\nif [ "$1" = x ]; then :; fi\nexport PATH="${other}:$PATH"\n`
    // .bash_logout is never read; what comes behind our block is
    const scene = await openShell({ ...files, '.profile': '\n' })
    await scene.apply(['bash'])
    const path = join(scene.world.home, '.bashrc')
    await writeFiles(scene.world.home, { '.bashrc': `${await readFile(path, 'utf8')}${late}` })
    const shell = createShell(scene.world, scene.options)
    const failure = await failureOf(shell.check({ entryId: 'x' }))
    expect(failure).toMatchObject({
      code: 'SHELL_NOT_VERIFIED',
      details: { why: expect.stringContaining(`${other} comes first on its PATH; see line`) },
    })
    expect(failure.details.why).toContain(`of ${path}: export PATH="${other}:$PATH"`)
  })

  it.skipIf(fish === null)('names the version manager that config.fish starts after our file', async () => {
    const scene = await openShell({})
    const shims = join(scene.world.home, '.goenv/shims')
    await placeGo(shims)
    await writeFiles(scene.world.home, { '.config/fish/config.fish': `# goenv\nset -gx PATH ~/.goenv/shims $PATH\n` })
    await expect(scene.apply(['fish'])).rejects.toMatchObject({
      code: 'SHELL_NOT_VERIFIED',
      details: {
        shell: 'fish (login)',
        why: `${shims} (goenv) comes first on its PATH; see line 2 of ${scene.world.home}/.config/fish/config.fish: set -gx PATH ~/.goenv/shims $PATH`,
      },
    })
  })

  it.skipIf(bash === null)('finds an alias, and hides what it must not show', async () => {
    const { why } = await outcome({ '.bashrc': "alias go='GOPROXY=https://u:p@x.test go'\n" }, ['bash'], { go: true })
    expect(why).toBe("there go is an alias or a function: alias go='GOPROXY=https://•••@x.test go'")
  })

  it.skipIf(bash === null).each([
    ['returns before the end', 'return 0\n', /does not get as far/],
    ['leaves a quote open', "export A='1\n", /does not get as far/],
    ['leaves an if open', 'if true; then\n', /does not get as far/],
  ])('rolls back when .bashrc %s', async (_, bashrc, why) => {
    expect((await outcome({ '.bashrc': bashrc }, ['bash'])).why).toMatch(why)
  })

  it.skipIf(bash === null)('tells beforehand of an error that was there', async () => {
    const scene = await openShell({ '.bashrc': 'if true; then\n' })
    const [, bashrc] = await scene.shell.changesFor(['bash'])
    expect((bashrc as Change<FileChangeData>).data.notes).toEqual([
      {
        key: 'shell.note.brokenBefore',
        params: {
          path: join(scene.world.home, '.bashrc'),
          shell: 'bash',
          why: expect.stringContaining('unexpected end of file'),
        },
      },
    ])
  })

  it.skipIf(bash === null)('rolls back when an open here-document swallows the block', async () => {
    const scene = await openShell({ '.bashrc': 'cat <<EOF\nx\n' })
    await expect(scene.apply(['bash'])).rejects.toMatchObject({ code: 'SHELL_NOT_VERIFIED' })
  })

  it.skipIf(zsh === null).each([
    ['exec cat', 'exec cat\n'],
    ['exit 3', 'exit 3\n'],
  ])('passes over a shell that never answered: %s', async (_, zshrc) => {
    const { why, notes } = await outcome({ '.zshrc': zshrc }, ['zsh'])
    expect(why).toBeNull()
    expect(notes).toEqual(['shell.note.silent login-interactive', 'shell.note.silent interactive'])
  })

  it.skipIf(zsh === null)('passes over one that hangs', async () => {
    const { why, notes } = await outcome({ '.zshrc': 'sleep 60\n' }, ['zsh'], { timeLimit: 700 })
    expect(why).toBeNull()
    expect(notes).toHaveLength(2)
  })

  it.skipIf(zsh === null)('rolls back when a shell falls silent that answered before', async () => {
    const marker = '[[ -e ~/.zprofile ]] && grep -q goready ~/.zprofile && exec cat\n'
    const { why } = await outcome({ '.zshrc': marker }, ['zsh'])
    expect(why).toBe('it did not get as far as a prompt, though it did before the change.')
  })

  it.skipIf(bash === null)('is not made when the settings say so', async () => {
    const options = { checkFreshShell: false }
    expect(await outcome({ '.bashrc': 'return 0\n' }, ['bash'], options)).toMatchObject({ why: null, notes: [] })
  })

  it.skipIf(bash === null)('stops when it is cancelled', async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n' })
    await scene.apply(['bash'])
    await writeFiles(scene.world.home, {
      '.profile': `sleep 60\n${await readFile(join(scene.world.home, '.profile'), 'utf8')}`,
    })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 200)
    const failure = await failureOf(scene.shell.check({ entryId: 'x', signal: controller.signal }))
    expect(failure.code).toBe('CANCELLED')
  })
})

describe('shadowOf', () => {
  it.skipIf(bash === null)('is null for our go, and says so when it can not be started', async () => {
    const scene = await openShell({ '.bashrc': '' })
    await scene.apply(['bash'])
    const go = await placeGo(scene.binDir)
    const [view] = await scene.shell.views(undefined, ['bash'])
    if (!view) throw new Error('no view')
    expect(view.go).toBe(go)
    expect(await scene.shell.shadowOf(view)).toBeNull()
    expect(await scene.shell.shadowOf({ ...view, go: null })).toEqual({ kind: 'unusable' })
    expect(await scene.shell.shadowOf({ ...view, go: null, path: ['/usr/bin'] })).toEqual({ kind: 'not-reached' })
    expect(
      await scene.shell.shadowOf({ ...view, go: '/usr/local/go/bin/go', path: ['/usr/local/go/bin', scene.binDir] }),
    ).toEqual({
      kind: 'folder',
      dir: '/usr/local/go/bin',
      tool: null,
      at: null,
    })
  })
})

async function failureOf(
  steps: AsyncGenerator<unknown, void>,
): Promise<{ code: string; details: Record<string, unknown> }> {
  try {
    for (let step = await steps.next(); !step.done; ) step = await steps.next()
  } catch (error) {
    return error as { code: string; details: Record<string, unknown> }
  }
  throw new Error('the check passed')
}
