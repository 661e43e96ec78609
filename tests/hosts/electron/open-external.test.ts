import { expect, test } from 'vitest'
import { externalOpener } from '../../../main/hosts/electron/open-external'

test.each(['https://go.dev/doc/go1.27', 'https://goproxy.cn', 'https://github.com/goready/goready'])(
  'opens %s',
  async (url) => {
    const opened: string[] = []
    await externalOpener(async (target) => void opened.push(target))(url)
    expect(opened).toEqual([new URL(url).href])
  },
)

test.each([
  'http://go.dev/',
  'file:///etc/passwd',
  'smb://host/share',
  'ms-msdt:/id',
  'javascript:alert(1)',
  'data:text/html,x',
  '\\\\host\\share\\x.exe',
  '//go.dev/',
  'https://go.dev@evil.test/',
  'https://user:pass@go.dev/',
  'https://go.dev.evil.test/',
  'https://evil.test/?https://go.dev',
  'https://go.dev:8443/',
  'https://GO.DEV%00.evil.test/',
  'calc.exe',
  '',
])('refuses %j', async (url) => {
  const opened: string[] = []
  await expect(externalOpener(async (target) => void opened.push(target))(url)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  expect(opened).toEqual([])
})
