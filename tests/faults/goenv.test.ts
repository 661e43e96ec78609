// The user's go env file with real Gos: what GoReady writes is what each of them reads, whatever stands around it.
// Red when, for one, editGoenv (main/golang/goenv-file.ts) keeps the place of the first line of a name instead of the last,
// or notesFor (main/goenv/plan-set.ts) forgets who overrides the file.
import { lstat, mkdir, readFile, readlink, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { EnvRow } from '../../preload/contract/goenv'
import { rejection } from '../helpers/failure-of'
import { forEachGo, type GoenvScene, isRefused, lands, place } from '../helpers/goenv-scene'

const row = async (scene: GoenvScene, wanted: string): Promise<EnvRow | undefined> =>
  (await scene.goenv.table()).rows.find(({ name }) => name === wanted)
const mirror = { GOPROXY: 'https://goproxy.cn,direct', GOSUMDB: 'sum.golang.google.cn' }
const mirrorLines = 'GOPROXY=https://goproxy.cn,direct\nGOSUMDB=sum.golang.google.cn\n'

forEachGo(34, 'cases of go env files', (scenario) => {
  describe('what stands in the file', () => {
    const files: readonly [string, string | null, string][] = [
      ['nothing at all, not even the folder', null, mirrorLines],
      ['an empty file', '', mirrorLines],
      [
        'comments, and lines that mean nothing',
        '# a\n\n#GOPROXY=b\ngarbage\n=x\n',
        `# a\n\n#GOPROXY=b\ngarbage\n=x\n${mirrorLines}`,
      ],
      ['keys of others', 'FOO=1\nX_Y=z=z\n', `FOO=1\nX_Y=z=z\n${mirrorLines}`],
      [
        'duplicates: the last one counts and keeps its place',
        'GOPROXY=a\nFOO=1\nGOPROXY=b\n# c\n',
        'FOO=1\nGOPROXY=https://goproxy.cn,direct\n# c\nGOSUMDB=sum.golang.google.cn\n',
      ],
      ['no newline at its end', 'FOO=1', `FOO=1\n${mirrorLines}`],
      [
        'no newline behind the key itself',
        'GOSUMDB=off',
        'GOSUMDB=sum.golang.google.cn\nGOPROXY=https://goproxy.cn,direct\n',
      ],
      ['carriage returns of others', '# c\r\nFOO=1\r\nGOPROXY=a\r\n', `# c\r\nFOO=1\r\n${mirrorLines}`],
      ['a byte order mark', '\xef\xbb\xbfGOPROXY=a\n', `\xef\xbb\xbfGOPROXY=a\n${mirrorLines}`],
      ['bytes that are no UTF-8, and NUL', '# \xff\xfe\0\nFOO=\xe9\n', `# \xff\xfe\0\nFOO=\xe9\n${mirrorLines}`],
      [
        'keys that only look alike',
        'GOPROXYX=a\n GOPROXY=b\ngoproxy=c\nexport GOPROXY=d\n',
        `GOPROXYX=a\n GOPROXY=b\ngoproxy=c\nexport GOPROXY=d\n${mirrorLines}`,
      ],
      ['values that are empty', 'GOPROXY=\nGOSUMDB=\n', mirrorLines],
      ['ten thousand lines', 'FOO=1\n'.repeat(10_000), `${'FOO=1\n'.repeat(10_000)}${mirrorLines}`],
    ]
    for (const [name, before, after] of files) {
      scenario(name, async (scene) => {
        if (before === null) await rm(join(scene.world.home, '.config'), { recursive: true, force: true })
        await lands(scene, before, mirror, after)
      })
    }

    scenario('a file of more than 4 MiB is left alone', async (scene) => {
      await place(scene, '#'.repeat(4 * 1024 * 1024 + 1))
      await isRefused(scene, mirror, 'FILE_UNSUITABLE')
    })

    scenario('carriage returns in values are seen, and taken off', async (scene) => {
      await place(scene, 'GOPROXY=https://goproxy.cn\r\nGOSUMDB=off\r\n# c\r\n')
      expect(await scene.reads(['GOPROXY'])).toEqual(['https://goproxy.cn\r'])
      const seen = await row(scene, 'GOPROXY')
      expect(seen).toMatchObject({ verdict: 'problem', reason: { key: 'goenv.reason.carriageReturn' } })
      if (seen?.fix?.kind !== 'set-env') throw new Error('no fix offered')
      await scene.apply(await scene.goenv.planSet(seen.fix.values))
      expect(await scene.content()).toBe('GOPROXY=https://goproxy.cn\nGOSUMDB=off\n# c\r\n')
      expect(await scene.reads(['GOPROXY', 'GOSUMDB'])).toEqual(['https://goproxy.cn', 'off'])
    })
  })

  describe('where it is', () => {
    scenario(
      'GOENV=off: nothing is written, and that is said; go itself writes and exits 0',
      async (scene) => {
        await isRefused(scene, mirror, 'GOENV_OFF')
        expect((await scene.goenv.table()).notes).toContainEqual({ key: 'goenv.note.off', params: {} })
        expect(await scene.run(['env', '-w', 'GOPROXY=direct'])).toMatchObject({ code: 0 })
        expect(await scene.content()).toBe('GOPROXY=direct\n')
      },
      { GOENV: 'off' },
    )

    scenario('a folder in its place', async (scene) => {
      await mkdir(scene.file, { recursive: true })
      await isRefused(scene, mirror, 'FILE_UNSUITABLE')
      expect((await scene.goenv.table()).file.state).toBe('not-a-file')
      expect(await scene.reads(['GOENV'])).toEqual([scene.file])
    })

    scenario('a file where its folder should be', async (scene) => {
      await scene.write('.config/go', 'a file\n')
      await isRefused(scene, mirror, 'FILE_UNSUITABLE')
    })

    scenario('a chain of relative links: the links stay', async (scene) => {
      await scene.write('dotfiles/go-env', '# kept\n')
      await mkdir(join(scene.world.home, '.config/go'), { recursive: true })
      await symlink('../../dotfiles/link', scene.file)
      await symlink('go-env', join(scene.world.home, 'dotfiles/link'))
      await scene.apply(await scene.goenv.planSet(mirror))
      expect(await readlink(scene.file)).toBe('../../dotfiles/link')
      expect((await lstat(join(scene.world.home, 'dotfiles/link'))).isSymbolicLink()).toBe(true)
      expect(await readFile(join(scene.world.home, 'dotfiles/go-env'), 'utf8')).toBe(`# kept\n${mirrorLines}`)
      expect(await scene.reads(['GOPROXY'])).toEqual([mirror.GOPROXY])
      await scene.undo()
      expect(await scene.content()).toBe('# kept\n')
    })

    for (const [name, target] of [
      ['to nothing', 'nowhere'],
      ['to itself', 'env'],
      ['to a folder', '.'],
    ] as const) {
      scenario(`a link ${name}`, async (scene) => {
        await mkdir(join(scene.world.home, '.config/go'), { recursive: true })
        await symlink(target, scene.file)
        await isRefused(scene, mirror, 'FILE_UNSUITABLE')
      })
    }

    scenario('no home at all', async (scene) => {
      const { HOME: _, ...env } = scene.world.env
      Object.assign(scene.world, { env })
      await isRefused(scene, mirror, 'FILE_UNSUITABLE')
      expect((await scene.goenv.table()).notes.map(({ key }) => key)).toContain('goenv.note.noHome')
    })

    for (const [name, variable, file] of [
      ['XDG_CONFIG_HOME', 'XDG_CONFIG_HOME', 'go/env'],
      ['GOENV', 'GOENV', ''],
    ] as const) {
      scenario(`${name} elsewhere is followed, as go does`, async (scene) => {
        const place = join(scene.world.home, 'else', 'where')
        Object.assign(scene.world.env, { [variable]: place })
        await scene.apply(await scene.goenv.planSet(mirror))
        expect(await readFile(join(place, file), 'utf8')).toBe(mirrorLines)
        expect(await scene.reads(['GOENV', 'GOPROXY'])).toEqual([join(place, file), mirror.GOPROXY])
        expect(await scene.content()).toBeNull()
        await scene.undo()
        await expect(stat(join(scene.world.home, 'else'))).rejects.toMatchObject({ code: 'ENOENT' })
      })

      scenario(`${name} that is no absolute path is refused`, async (scene) => {
        Object.assign(scene.world.env, { [variable]: 'relative' })
        await isRefused(scene, mirror, 'FILE_UNSUITABLE')
      })
    }
  })

  describe('who else has a say', () => {
    const variable = { GOPROXY: 'direct' }
    scenario(
      'a variable of the environment: written all the same, and told',
      async (scene) => {
        const { changes } = await scene.goenv.planSet(mirror)
        const note = { key: 'goenv.note.override', params: { name: 'GOPROXY', value: 'direct' } }
        expect(changes).toMatchObject([{ data: { notes: [note] } }])
        await scene.apply(await scene.goenv.planSet(mirror))
        expect(await scene.reads(['GOPROXY'])).toEqual(['direct'])
        expect(await scene.reads(['GOPROXY'], { GOPROXY: '' })).toEqual([mirror.GOPROXY])
        expect(await row(scene, 'GOPROXY')).toMatchObject({
          value: 'direct',
          origin: { kind: 'process' },
          blockedBy: { kind: 'process' },
        })
      },
      variable,
    )

    scenario('a line of an rc file: named with its place', async (scene) => {
      const path = await scene.write('.profile', '# mine\nexport GOPROXY=direct\n')
      const { changes } = await scene.goenv.planSet(mirror)
      const params = { name: 'GOPROXY', value: 'direct', path, line: 2 }
      expect(changes).toMatchObject([{ data: { notes: [{ key: 'goenv.note.overrideAt', params }] } }])
    })

    scenario(
      'the same value in the environment is no news',
      async (scene) => {
        expect(await scene.goenv.planSet({ GOPROXY: 'direct' })).toMatchObject({ changes: [{ data: { notes: [] } }] })
      },
      variable,
    )

    scenario('go env -w before and after us: neither loses what the other wrote', async (scene) => {
      const go = (...args: string[]) => scene.run(['env', ...args])
      expect(await go('-w', 'GOPRIVATE=example.com', 'GOFLAGS=-trimpath')).toMatchObject({ code: 0 })
      await scene.apply(await scene.goenv.planSet(mirror))
      expect(await go('-u', 'GOFLAGS')).toMatchObject({ code: 0 })
      const names = ['GOPRIVATE', 'GOFLAGS', 'GOPROXY', 'GOSUMDB']
      expect(await scene.reads(names)).toEqual(['example.com', '', mirror.GOPROXY, mirror.GOSUMDB])
    })

    scenario('a value with which go does not start is taken back', async (scene) => {
      await place(scene, '# mine\n')
      const failure = await rejection(scene.goenv.planSet({ GOFLAGS: '-nosuchflag' }).then((plan) => scene.apply(plan)))
      expect(failure.code).toBe('GOENV_NOT_WRITTEN')
      expect(await scene.content()).toBe('# mine\n')
    })

    scenario('somebody who writes between the preview and us wins', async (scene) => {
      const plan = await scene.goenv.planSet(mirror)
      expect(await scene.run(['env', '-w', 'GOPROXY=off'])).toMatchObject({ code: 0 })
      expect((await rejection(scene.apply(plan))).code).toBe('PLAN_STALE')
      expect(await scene.content()).toBe('GOPROXY=off\n')
    })

    scenario('a password is kept from other users', async (scene) => {
      await scene.apply(await scene.goenv.planSet({ GOPROXY: 'https://me:hunter2@p.example' }))
      expect((await stat(scene.file)).mode & 0o077).toBe(0)
      expect(JSON.stringify(await scene.goenv.table())).not.toContain('hunter2')
      expect(await scene.reads(['GOPROXY'])).toEqual(['https://me:hunter2@p.example'])
    })
  })
})
