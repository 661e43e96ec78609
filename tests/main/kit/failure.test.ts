import { expect, test } from 'vitest'
import { toFailure } from '../../../main/kit'

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EIO', 'DISK_FAILED'],
  ['EMFILE', 'TOO_MANY_FILES'],
  ['ENFILE', 'TOO_MANY_FILES'],
  ['EROFS', 'PERMISSION_DENIED'],
  ['ENOTDIR', 'FILE_UNSUITABLE'],
  ['EINVAL', 'INTERNAL'],
])('%s is told as %s', (code, told) => {
  const failure = toFailure(Object.assign(new Error('no'), { code, path: '/a' }))
  expect(failure.code).toBe(told)
  expect(failure.details.why ?? failure.details.path).toBeTruthy()
})
