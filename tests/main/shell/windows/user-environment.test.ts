import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../main/journal'
import { Failure, type RunResult } from '../../../../main/kit'
import { createShell, type RawValue, type UserEnvironment } from '../../../../main/shell'
import { powershellEnvironment, powershellRunner } from '../../../../main/shell/windows/powershell-environment'
import { drain } from '../../../helpers/drain'
import { testWorld } from '../../../helpers/world'

const local = 'C:\\Users\\me\\AppData\\Local'
const binDir = `${local}\\goready\\current\\bin`
const ours = '%LOCALAPPDATA%\\goready\\current\\bin'

class Registry implements UserEnvironment {
  readonly values = new Map<string, RawValue>()
  machine: Record<string, string> = { Path: 'C:\\Windows' }
  broadcasts = 0
  failure: Failure | null = null

  async readRaw(name: string): Promise<RawValue | null> {
    if (this.failure) throw this.failure
    return this.values.get(name) ?? null
  }
  async write(name: string, value: string, type: RawValue['type']): Promise<void> {
    this.values.set(name, { value, type })
  }
  async remove(name: string): Promise<void> {
    this.values.delete(name)
  }
  async broadcast(): Promise<void> {
    this.broadcasts += 1
  }
  async fresh(): Promise<Record<string, string>> {
    const path = [this.machine.Path, this.values.get('Path')?.value].filter(Boolean).join(';')
    return { ...this.machine, Path: path, GOPROXY: this.values.get('GOPROXY')?.value ?? '' }
  }
}

async function onWindows(path: RawValue | null) {
  const registry = new Registry()
  if (path) registry.values.set('Path', path)
  const world = await testWorld({ env: { LOCALAPPDATA: local, USERPROFILE: 'C:\\Users\\me' } })
  const shell = createShell(
    { ...world, platform: { os: 'windows', arch: 'amd64' } },
    { binDir, gopathBin: async () => 'C:\\Users\\me\\go\\bin', userEnvironment: registry },
  )
  const journal = new Journal(world, shell.kinds)
  const apply = async (): Promise<void> => {
    await drain(journal.apply(journal.hold(await shell.planPath(['windows'])).id))
  }
  const undo = async (): Promise<void> => {
    await drain(journal.apply((await journal.planUndo({ all: true })).plan.id))
  }
  return { registry, shell, journal, apply, undo }
}

describe("the user's Path on Windows", () => {
  it('gets our folder at its front and GOPATH at its end, unexpanded, and comes back as it was', async () => {
    const before: RawValue = { value: '%USERPROFILE%\\bin;C:\\Tools\\;;C:\\x', type: 'REG_EXPAND_SZ' }
    const { registry, apply, undo, shell } = await onWindows(before)
    await apply()
    expect(registry.values.get('Path')).toEqual({
      value: `${ours};%USERPROFILE%\\bin;C:\\Tools\\;;C:\\x;%USERPROFILE%\\go\\bin`,
      type: 'REG_EXPAND_SZ',
    })
    expect(registry.broadcasts).toBe(1)
    expect(await shell.changesFor(['windows'])).toEqual([])
    await undo()
    expect(registry.values.get('Path')).toEqual(before)
    expect(registry.broadcasts).toBe(2)
  })

  it('is made as REG_EXPAND_SZ when there is none, and is gone after undo', async () => {
    const { registry, apply, undo } = await onWindows(null)
    await apply()
    expect(registry.values.get('Path')).toEqual({ value: `${ours};%USERPROFILE%\\go\\bin`, type: 'REG_EXPAND_SZ' })
    await undo()
    expect(registry.values.has('Path')).toBe(false)
  })

  it('keeps REG_SZ, which does not expand, and then has literal folders', async () => {
    const { registry, apply } = await onWindows({ value: 'C:\\a', type: 'REG_SZ' })
    await apply()
    expect(registry.values.get('Path')).toEqual({ value: `${binDir};C:\\a;C:\\Users\\me\\go\\bin`, type: 'REG_SZ' })
  })

  it('is left alone when a literal entry of ours leads', async () => {
    const { shell } = await onWindows({ value: `${binDir};C:\\a;%USERPROFILE%\\go\\bin`, type: 'REG_EXPAND_SZ' })
    expect(await shell.changesFor(['windows'])).toEqual([])
  })

  it('replaces a literal entry of ours that stands further back', async () => {
    const { registry, apply } = await onWindows({
      value: `C:\\a;${binDir}\\;%USERPROFILE%\\go\\bin`,
      type: 'REG_EXPAND_SZ',
    })
    await apply()
    expect(registry.values.get('Path')?.value).toBe(`${ours};C:\\a;%USERPROFILE%\\go\\bin`)
  })

  it('loses only our entries in an undo after another installer wrote to it', async () => {
    const { registry, apply, undo } = await onWindows({ value: 'C:\\a', type: 'REG_EXPAND_SZ' })
    await apply()
    const now = registry.values.get('Path')?.value ?? ''
    registry.values.set('Path', { value: `${now};C:\\later`, type: 'REG_EXPAND_SZ' })
    await undo()
    expect(registry.values.get('Path')).toEqual({ value: 'C:\\a;C:\\later', type: 'REG_EXPAND_SZ' })
  })

  it('is not overwritten when it changed since the preview', async () => {
    const { registry, shell, journal } = await onWindows({ value: 'C:\\a', type: 'REG_SZ' })
    const { id } = journal.hold(await shell.planPath(['windows']))
    registry.values.set('Path', { value: 'C:\\b', type: 'REG_SZ' })
    await expect(drain(journal.apply(id))).rejects.toMatchObject({ code: 'PLAN_STALE' })
    expect(registry.values.get('Path')?.value).toBe('C:\\b')
  })

  it('is refused when too long, noted when long', async () => {
    const long = await onWindows({ value: `C:\\${'a'.repeat(2_000)}`, type: 'REG_SZ' })
    const [change] = await long.shell.changesFor(['windows'])
    expect(
      long.journal.hold({ title: { key: 'shell.title.path', params: {} }, changes: change ? [change] : [], notes: [] })
        .changes[0]?.notes,
    ).toEqual([{ key: 'shell.note.pathLong', params: { length: expect.any(Number) } }])
    const tooLong = await onWindows({ value: 'a'.repeat(32_000), type: 'REG_SZ' })
    await expect(tooLong.shell.changesFor(['windows'])).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
  })

  it('is never taken for empty when it can not be read', async () => {
    const { registry, shell } = await onWindows(null)
    registry.failure = new Failure('FILE_UNSUITABLE', 'no', { path: 'Path', why: 'no' })
    await expect(shell.changesFor(['windows'])).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
  })

  it('is listed, viewed and searched', async () => {
    const { registry, shell, apply } = await onWindows(null)
    expect(await shell.list()).toEqual([
      { name: 'windows', binary: null, isLoginShell: true, files: [], selected: true },
    ])
    registry.values.set('GOPROXY', { value: 'https://u:p@x.test', type: 'REG_SZ' })
    await apply()
    const [view] = await shell.views()
    expect(view).toMatchObject({ shell: 'windows', verdict: 'seen', go: null, env: { GOPROXY: 'https://•••@x.test' } })
    expect(view?.path.slice(0, 2)).toEqual(['C:\\Windows', ours])
    expect(await shell.exportsOf(['GOPROXY', 'GOSUMDB'])).toEqual([
      { name: 'GOPROXY', value: 'https://u:p@x.test', path: 'HKCU\\Environment\\GOPROXY', line: 0, exported: true },
    ])
  })
})

describe('the registry through PowerShell', () => {
  const encode = (value: string): string => Buffer.from(value, 'utf16le').toString('base64')
  const answering = (
    stdout: string,
    exitCode = 0,
  ): { environment: UserEnvironment; asked: { script: string; input: string }[] } => {
    const asked: { script: string; input: string }[] = []
    const environment = powershellEnvironment(async (script, input): Promise<RunResult> => {
      asked.push({ script, input })
      return { kind: 'exited', exitCode, stdout, stderr: exitCode === 0 ? '' : 'Access denied' }
    })
    return { environment, asked }
  }

  it('reads the raw value and its type', async () => {
    const path = '%USERPROFILE%\\bin;C:\\用户 $x `y'
    expect(await answering(`ExpandString:${encode(path)}\r\n`).environment.readRaw('Path')).toEqual({
      value: path,
      type: 'REG_EXPAND_SZ',
    })
    expect(await answering(`String:${encode('')}\r\n`).environment.readRaw('Path')).toEqual({
      value: '',
      type: 'REG_SZ',
    })
    expect(await answering('absent\r\n').environment.readRaw('Path')).toBeNull()
  })

  it.each([
    ['nothing', '', 0],
    ['an error', 'absent', 1],
    ['a number', 'DWord:MQ==', 0],
    ['no base64', 'String:!!', 0],
    ['half a character', `String:${Buffer.from([0x41, 0x00, 0x42]).toString('base64')}`, 0],
    ['a lone surrogate', `String:${encode('a\ud800b')}`, 0],
    ['a NUL', `String:${encode('a\0b')}`, 0],
  ])('never takes %s for an empty Path', async (_, stdout, exitCode) => {
    await expect(answering(stdout, exitCode).environment.readRaw('Path')).rejects.toMatchObject({
      code: 'FILE_UNSUITABLE',
    })
  })

  it.each<RunResult>([{ kind: 'not-found' }, { kind: 'timed-out', stdout: 'absent', stderr: '' }])(
    'fails when PowerShell is $kind',
    async (result) => {
      await expect(powershellEnvironment(async () => result).readRaw('Path')).rejects.toMatchObject({
        code: 'FILE_UNSUITABLE',
      })
    },
  )

  it('sends values over standard input alone, and wants the change confirmed', async () => {
    const { environment, asked } = answering('done\r\n')
    const nasty = '%X%;C:\\"a\' $(calc) `n;用户'
    await environment.write('Path', nasty, 'REG_EXPAND_SZ')
    await environment.remove('Path')
    await environment.broadcast()
    expect(asked[0]?.input.split('\n').map((line) => Buffer.from(line, 'base64').toString('utf16le'))).toEqual([
      'Path',
      nasty,
      'ExpandString',
      '',
    ])
    expect(asked[0]?.script).not.toContain('calc')
    expect(asked[1]?.script).toContain('Remove-ItemProperty')
    await expect(answering('').environment.write('Path', 'x', 'REG_SZ')).rejects.toMatchObject({
      code: 'FILE_UNSUITABLE',
    })
  })

  it('reads what a new program would get', async () => {
    const lines = [`${encode('Path')}:${encode('C:\\Windows;C:\\用户')}`, `${encode('EMPTY')}:`, '']
    expect(await answering(lines.join('\r\n')).environment.fresh()).toEqual({ Path: 'C:\\Windows;C:\\用户', EMPTY: '' })
  })

  it('starts the PowerShell that belongs to Windows, not one on PATH', async () => {
    const result = await powershellRunner({ env: { SystemRoot: '/nowhere' } })('exit', '')
    expect(result).toEqual({ kind: 'not-found' })
  })
})
