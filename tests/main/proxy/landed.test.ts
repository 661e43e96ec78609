import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createProxy } from '../../../main/proxy'
import type { Landing } from '../../../preload/contract'
import { type GoRooms, goRooms } from '../../helpers/go-rooms'

const wanted = 'https://goproxy.cn,direct'

async function landings(
  rooms: GoRooms,
): Promise<{ all: Landing[]; at: (place: Landing['place']) => Landing | undefined }> {
  const all = await createProxy(rooms.world, rooms).landed()
  return { all, at: (place) => all.find((landing) => landing.place === place) }
}

describe('landed', () => {
  it('sees the file, fresh shells and editors that have nothing of their own', async () => {
    const rooms = await goRooms()
    await rooms.write('.config/go/env', `GOPROXY=${wanted}\n`)
    await mkdir(join(rooms.world.home, '.config/Code/User'), { recursive: true })
    const { all, at } = await landings(rooms)
    for (const place of ['goenv-file', 'login-shell', 'interactive-shell', 'vscode', 'process'] as const) {
      expect(at(place), place).toMatchObject({ value: wanted, verdict: 'landed', blocker: null })
    }
    expect(at('vscode')?.next).toEqual({ key: 'proxy.next.reloadWindow', params: {} })
    expect(all).toHaveLength(5)
  })

  it('names the rc line that stands in the way in a real bash, and the one of another file', async () => {
    const rooms = await goRooms()
    await rooms.write('.config/go/env', `GOPROXY=${wanted}\n`)
    const rc = await rooms.write('.bashrc', '# mine\n\nexport GOPROXY=https://goproxy.io,direct\n')
    const profile = await rooms.write('.bash_profile', 'export GOPROXY="https://old.example"\n')
    const { at } = await landings(rooms)
    expect(at('goenv-file')?.verdict).toBe('landed')
    expect(at('interactive-shell')).toMatchObject({
      value: 'https://goproxy.io,direct',
      verdict: 'differs',
      blocker: { path: rc, line: 3 },
      next: { key: 'proxy.next.removeLine', params: { name: 'GOPROXY', line: 3 } },
    })
    expect(at('login-shell')).toMatchObject({
      value: 'https://old.example',
      verdict: 'differs',
      blocker: { path: profile, line: 1 },
    })
  })

  it('takes another spelling of the same list for landed', async () => {
    const rooms = await goRooms({ env: { GOPROXY: 'https://goproxy.cn/, direct' } })
    await rooms.write('.config/go/env', `GOPROXY=${wanted}\n`)
    await rooms.write('.bashrc', 'export GOPROXY=goproxy.cn,direct\n')
    const { at } = await landings(rooms)
    expect(at('interactive-shell')?.verdict).toBe('landed')
    expect(at('process')?.verdict).toBe('landed')
  })

  it('sees a shell that switches the file off', async () => {
    const rooms = await goRooms()
    await rooms.write('.config/go/env', `GOPROXY=${wanted}\n`)
    const rc = await rooms.write('.bashrc', 'export GOENV=off\n')
    const { at } = await landings(rooms)
    expect(at('interactive-shell')).toMatchObject({ value: null, verdict: 'differs', blocker: { path: rc, line: 1 } })
  })

  it('tells what each editor has of its own', async () => {
    const rooms = await goRooms()
    await rooms.write('.config/go/env', `GOPROXY=${wanted}\n`)
    const settings = (value: string): string =>
      `{\n  // go\n  "go.toolsEnvVars": {\n    "GOPROXY": "${value}",\n  },\n}\n`
    const code = await rooms.write('.config/Code/User/settings.json', settings('https://goproxy.io,direct'))
    await rooms.write('.config/VSCodium/User/settings.json', settings(wanted))
    const cursor = await rooms.write('.config/Cursor/User/settings.json', '{ "go.toolsEnvVars": ')
    const remote = await rooms.write('.vscode-server/data/Machine/settings.json', settings(`\${env:MY_PROXY}`))
    const { all } = await landings(rooms)
    const editors = all.filter(({ place }) => place === 'vscode')
    expect(editors.map(({ label }) => label.params.editor)).toEqual([
      'VS Code',
      'VSCodium',
      'Cursor',
      'VS Code (remote)',
    ])
    expect(editors).toMatchObject([
      { value: 'https://goproxy.io,direct', verdict: 'differs', blocker: { path: code, line: 4 } },
      { value: wanted, verdict: 'landed', blocker: null },
      { value: null, verdict: 'not-verified', blocker: { path: cursor, line: null } },
      { verdict: 'not-verified', blocker: { path: remote, line: 4 } },
    ])
  })

  it('finds editors in the folders of macOS and Windows', async () => {
    const rooms = await goRooms({ env: { APPDATA: '' } })
    const setting = '{"go.toolsEnvVars": {"GOPROXY": "off"}}'
    await rooms.write('Library/Application Support/Code/User/settings.json', setting)
    await rooms.write('AppData/Roaming/Cursor/User/settings.json', setting)
    const { editorSettings } = await import('../../../main/proxy/editor-settings')
    const on = (os: string, env: Record<string, string>) =>
      editorSettings({ env, home: rooms.world.home, platform: { os, arch: 'arm64' } }, 'GOPROXY')
    expect(await on('darwin', { HOME: rooms.world.home })).toMatchObject([{ editor: 'VS Code', value: 'off' }])
    const roaming = join(rooms.world.home, 'AppData/Roaming')
    expect(await on('windows', { AppData: roaming })).toMatchObject([{ editor: 'Cursor', value: 'off' }])
  })

  it('tells of an old environment of its own, and of nothing where nothing is', async () => {
    const rooms = await goRooms({ env: { GOPROXY: 'https://me:hunter2@old.example' } })
    const { all, at } = await landings(rooms)
    expect(at('goenv-file')).toMatchObject({ value: null, verdict: 'not-present' })
    expect(at('vscode')).toMatchObject({ value: null, verdict: 'not-present' })
    expect(at('process')).toMatchObject({
      value: 'https://•••@old.example',
      verdict: 'differs',
      blocker: null,
      next: { key: 'proxy.next.restart' },
    })
    // what holds then is the default of go.env
    expect(at('login-shell')).toMatchObject({ value: 'https://proxy.golang.org,direct', verdict: 'landed' })
    expect(JSON.stringify(all)).not.toContain('hunter2')
  })

  it('says that Go reads no file', async () => {
    const { at } = await landings(await goRooms({ env: { GOENV: 'off' } }))
    expect(at('goenv-file')).toMatchObject({ verdict: 'not-present', next: { key: 'proxy.next.noFile' } })
  })
})
