import { expect, it } from 'vitest'
import { shortenPath, splitPath } from '../../../renderer/kit/path'

it('shortens home and only home', () => {
  expect(shortenPath('/home/gopher/sdk', '/home/gopher')).toBe('~/sdk')
  expect(shortenPath('/home/gopher', '/home/gopher')).toBe('~')
  expect(shortenPath('/home/gopherette/sdk', '/home/gopher')).toBe('/home/gopherette/sdk')
  expect(shortenPath('C:\\Users\\go\\sdk', 'C:\\Users\\go')).toBe('~\\sdk')
  expect(shortenPath('/etc/profile', '')).toBe('/etc/profile')
})

it('splits a path so that joining gives it back', () => {
  for (const path of ['~/sdk/go1.27.4', '/', 'go.env', 'C:\\Go\\bin\\go.exe', '/usr/bin/go']) {
    const { dir, base } = splitPath(path)
    expect(dir + base).toBe(path)
  }
  expect(splitPath('/usr/local/go/')).toEqual({ dir: '/usr/local/', base: 'go' })
})
