import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Failure, inspectEditable, toFailure } from '../../main/kit'
import { applyBlock } from '../../main/shell/rc-block'
import { failureBlanks } from '../../preload/contract/failure-blanks'
import { createTexts, type Language } from '../../preload/texts'
import { en } from '../../preload/texts/en'
import { zhCn } from '../../preload/texts/zh-cn'
import { temporaryDir } from '../helpers/temporary-dir'

function why(failure: Failure, language: Language): string {
  return createTexts(language).t(`failures.${failure.code}.why`, failureBlanks(failure))
}

async function refusal(work: () => unknown): Promise<Failure> {
  try {
    await work()
  } catch (error) {
    return toFailure(error)
  }
  throw new Error('it was not refused')
}

it('says in both languages why a file can not be edited', async () => {
  const dir = await temporaryDir()
  const at = (name: string): string => join(dir, name)
  await mkdir(at('folder'))
  await symlink('loop', at('loop'))
  await symlink('nothing', at('lost'))
  await writeFile(at('large'), Buffer.alloc(5 * 1024 * 1024))
  const said = async (name: string): Promise<string[]> => {
    const failure = await refusal(() => inspectEditable(at(name)))
    return [why(failure, 'en'), why(failure, 'zh-CN')]
  }
  expect(await said('folder')).toEqual(['it is not a regular file', '它不是普通文件'])
  expect(await said('loop')).toEqual(['its symbolic links form a loop', '它的符号链接形成了循环'])
  expect(await said('lost')).toEqual(['it is a symbolic link to nothing', '它是一个指向空处的符号链接'])
  expect(await said('large/x')).toEqual(['a part of its path is not a folder', '其路径中有一部分不是目录'])
  expect(await said('large')).toEqual(['it is larger than 4 MiB', '它大于 4 MiB'])
})

it("says in both languages what is wrong with GoReady's block", async () => {
  const block = applyBlock(null, 'body\n', '/rc')
  const failure = await refusal(() => applyBlock(Buffer.concat([block, block]), 'body\n', '/rc'))
  expect([why(failure, 'en'), why(failure, 'zh-CN')]).toEqual(['it is there 2 times.', '它出现了 2 次。'])
})

it('takes the words of a cause into a note on a shell that is left out', () => {
  const failure = new Failure('FILE_UNSUITABLE', 'no', { path: '/rc', why: 'technical', fault: 'utf16' })
  const blanks = { ...failureBlanks(failure), shell: 'zsh', line: '. env.sh' }
  const note = createTexts('zh-CN').t('shell.leftOut.unsuitable', blanks)
  expect(note).toContain('/rc：它是 UTF-16 文本。')
  expect(note).not.toContain('technical')
})

it('shows the technical why of a cause that has no words of its own', () => {
  const failure = new Failure('ARCHIVE_INVALID', 'no', { what: 'go1.27.4', why: 'crc of header 7' })
  expect(why(failure, 'en')).toBe('crc of header 7')
  expect(why(failure, 'zh-CN')).toMatch(/[\u4e00-\u9fff].*crc of header 7$/)
  expect(why(new Failure('ARCHIVE_INVALID', 'no', { why: 'x $t(failures.BUSY.what)' }), 'en')).toContain('$t(')
})

it('has Chinese words for every cause', () => {
  const english = Object.values(en.failures).flatMap((texts) => Object.keys(texts).filter((key) => /^why_/.test(key)))
  const chinese = Object.values(zhCn.failures).flatMap((texts) => Object.entries(texts))
  const causes = chinese.filter(([key]) => /^why_/.test(key))
  expect(causes.map(([key]) => key)).toEqual(english)
  for (const [key, words] of causes) expect(words, key).toMatch(/[\u4e00-\u9fff]/)
})
