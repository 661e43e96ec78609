import { useEffect, useRef } from 'react'
import type { OutputLine } from '../../preload/contract/modules'
import classes from './OutputView.module.css'

interface OutputViewProps {
  readonly lines: readonly OutputLine[]
  readonly label: string
  /** A last line, once it is over. */
  readonly end?: string | null
}

/** The output of commands as it comes, scrolled to its end. */
export function OutputView({ lines, label, end = null }: OutputViewProps) {
  const root = useRef<HTMLElement>(null)
  const length = lines.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the output
  useEffect(() => {
    if (root.current) root.current.scrollTop = root.current.scrollHeight
  }, [length, end])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={root} className={classes.root} aria-label={label} aria-live="polite" tabIndex={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are only appended
        <div key={index} className={line.stream === 'stdout' ? '' : classes[line.stream]}>
          {line.line === '' ? '\u00a0' : line.line}
        </div>
      ))}
      {end !== null && <div className={classes.end}>{end}</div>}
    </section>
  )
}
