import type { Text } from '../../preload/contract/text'
import { useWords } from '../kit/words'
import { Words } from './Words'

/** A sentence of the core in words, code set as code. */
export function Say({ text }: { readonly text: Text }) {
  const { say } = useWords()
  return <Words>{say(text)}</Words>
}
