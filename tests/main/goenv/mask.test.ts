import { expect, it } from 'vitest'
import { isMasked, maskOf } from '../../../main/goenv'

const mask = maskOf({ NPM_TOKEN: 'abcdefgh1' })

it.each([
  ['http://127.0.0.1:3000/Zx3kQ9vLm2Rt7Yp0Bn5c|https://proxy.golang.org,direct', 'Zx3kQ9'],
  ['https://goproxy.corp/0123456789abcdef0123456789abcdef/mods,direct', '0123456789abcdef'],
  ['https://me:hunter2@goproxy.corp,direct', 'hunter2'],
  ['https://hunter2@goproxy.corp', 'hunter2'],
  ['https://goproxy.corp/abcdefgh1/x', 'abcdefgh1'],
])('hides the secret of %s and keeps the rest', (value, secret) => {
  const masked = mask(value)
  expect(masked).not.toContain(secret)
  expect(masked).toContain(new URL(value.split(/[|,]/)[0] ?? '').hostname)
  expect(isMasked(masked)).toBe(true)
  expect(mask(masked)).toBe(masked)
  if (value.endsWith('direct')) expect(masked).toMatch(/,direct$/)
})

it.each([
  'https://proxy.golang.org,direct',
  'https://mirrors.huaweicloud.com/repository/goproxy/',
  'https://host.example/a-rather-long-folder-name/x',
  'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8 https://sum.example',
])('leaves %s as it is', (value) => {
  expect(mask(value)).toBe(value)
  expect(isMasked(value)).toBe(false)
})
