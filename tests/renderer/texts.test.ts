import { expect, it } from 'vitest'
import { createTexts } from '../../preload/texts'
import { en } from '../../preload/texts/en'
import { zhCn } from '../../preload/texts/zh-cn'

interface Tree {
  readonly [key: string]: string | Tree
}

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  )
}

const blanks = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((found) => found[1] ?? '').toSorted()

it('fills the same blanks in both languages', () => {
  const chinese = new Map(leaves(zhCn))
  const wrong = leaves(en).filter(([key, text]) => {
    const other = chinese.get(key)
    // the singular has no counterpart, and may say "one" without a blank
    return other !== undefined && [...new Set(blanks(text))].join() !== [...new Set(blanks(other))].join()
  })
  expect(wrong.map(([key]) => key)).toEqual([])
})

it('has words for everything in the interface', () => {
  const shown = [...leaves(en), ...leaves(zhCn)].filter(([key]) => key.includes('.ui.'))
  for (const [key, text] of shown) expect(text.trim(), key).not.toBe('')
})

it('chooses plural forms by the count', () => {
  const words = createTexts('en')
  expect(words.t('app.ui.review.count', { count: 1 })).toBe('1 change')
  expect(words.t('app.ui.review.count', { count: 3 })).toBe('3 changes')
  expect(createTexts('zh-CN').t('app.ui.review.count', { count: 1 })).toBe('1 项更改')
})
