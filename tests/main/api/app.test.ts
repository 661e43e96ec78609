import { expect, test } from 'vitest'
import { createApp } from '../../../main/api/app'
import { testWorld } from '../../helpers/world'

async function app(openExternal: ((url: string) => Promise<void>) | null) {
  const watched = async () => ({ settings: [], journal: [], sdk: [], goenv: [], temporary: [] })
  return createApp({ world: await testWorld(), version: '1.2.3', systemLanguage: 'en', openExternal, watched })
}

test('the desktop opens a page itself', async () => {
  const opened: string[] = []
  const desktop = await app(async (url) => void opened.push(url))
  expect(await desktop.openLink('go-release-notes', 'go1.27.4')).toEqual({ url: null })
  expect(opened).toEqual(['https://go.dev/doc/go1.27'])
})

test('a host on another machine than the user tells the page the address', async () => {
  const served = await app(null)
  expect(await served.openLink('go-modules-reference', null)).toEqual({ url: 'https://go.dev/ref/mod' })
  expect(await served.openLink('go-release-notes', null)).toEqual({ url: 'https://go.dev/doc/devel/release' })
})

test.each(['1.27', 'go1.27/../../evil', 'go2x', 'javascript:alert(1)'])('no address is made of %s', async (version) => {
  await expect((await app(null)).openLink('go-release-notes', version)).rejects.toMatchObject({
    code: 'RELEASE_UNKNOWN',
  })
})
