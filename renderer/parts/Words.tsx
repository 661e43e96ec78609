import { Fragment } from 'react'

/** A sentence in which `text between backticks` is set as code. */
export function Words({ children }: { readonly children: string }) {
  const pieces = children.split('`')
  // an odd backtick is just a character
  if (pieces.length % 2 === 0) return <>{children}</>
  return pieces.map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence never move
    index % 2 === 1 ? <code key={index}>{piece}</code> : <Fragment key={index}>{piece}</Fragment>,
  )
}
