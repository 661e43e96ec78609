import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendEntry, hasEntry, portable, prependEntry, withoutEntries } from '../../../../main/shell/windows/path-list'

describe('the list in a Windows Path', () => {
  it('moves an entry to the front, whatever its case, slashes, quotes and trailing backslashes', () => {
    expect(prependEntry('C:\\a;C:\\Go\\Bin\\;%X%\\b', 'c:\\go\\bin')).toBe('c:\\go\\bin;C:\\a;%X%\\b')
    expect(prependEntry('"C:\\go\\bin";C:\\a', 'C:\\go\\bin')).toBe('C:\\go\\bin;C:\\a')
    expect(prependEntry('C:/go/bin', 'C:\\go\\bin')).toBe('C:\\go\\bin')
    expect(prependEntry('', 'C:\\go')).toBe('C:\\go')
    expect(prependEntry(';C:\\a;', 'C:\\go')).toBe('C:\\go;;C:\\a;')
  })

  it('does not take a part of an entry for the entry', () => {
    expect(hasEntry('C:\\go\\bin2;C:\\go', 'C:\\go\\bin')).toBe(false)
    expect(withoutEntries('C:\\x\\go\\bin;C:\\go', ['C:\\go'])).toBe('C:\\x\\go\\bin')
  })

  it('appends unless it is there', () => {
    expect(appendEntry('C:\\a', 'C:\\b')).toBe('C:\\a;C:\\b')
    expect(appendEntry('C:\\a;', 'C:\\b')).toBe('C:\\a;C:\\b')
    expect(appendEntry('C:\\B\\;C:\\a', 'C:\\b')).toBe('C:\\B\\;C:\\a')
    expect(appendEntry('', 'C:\\b')).toBe('C:\\b')
  })

  it('writes a folder by the variable that it lies under', () => {
    const variables = { LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local\\', USERPROFILE: 'C:\\Users\\me' }
    expect(portable('c:\\users\\ME\\AppData\\Local\\goready\\bin', variables)).toBe('%LOCALAPPDATA%\\goready\\bin')
    expect(portable('C:\\Users\\me\\go\\bin', variables)).toBe('%USERPROFILE%\\go\\bin')
    expect(portable('C:\\Users\\merry\\go', variables)).toBe('C:\\Users\\merry\\go')
    expect(portable('D:\\go', { LOCALAPPDATA: undefined, USERPROFILE: '' })).toBe('D:\\go')
  })

  it('keeps all other entries as they are, in order (1,000 lists)', () => {
    const entry = fc.stringMatching(/^[A-Za-z:%\\ ()-]{0,12}$/)
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const value = entries.join(';')
        const ours = 'Z:\\goready\\bin'
        const after = prependEntry(value, ours)
        expect(withoutEntries(after, [ours])).toBe(value)
        expect(prependEntry(after, ours)).toBe(after)
      }),
      { numRuns: 1_000 },
    )
  })
})
