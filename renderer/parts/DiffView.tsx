import { useState } from 'react'
import type { DiffLine } from '../../preload/contract/journal'
import { foldDiff } from '../kit/diff-fold'
import { useWords } from '../kit/words'
import classes from './DiffView.module.css'

const signs = { same: ' ', added: '+', removed: '−', skip: '' } as const
const shownAtFirst = 24

/** The lines of a file that change, with their numbers on both sides. Long diffs are cut until asked for. */
export function DiffView({ lines, label }: { readonly lines: readonly DiffLine[]; readonly label: string }) {
  const { t } = useWords()
  const [isWhole, setWhole] = useState(false)
  const folded = foldDiff(lines, isWhole ? Number.POSITIVE_INFINITY : shownAtFirst)
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.root} aria-label={label} tabIndex={0}>
        <table className={classes.table}>
          <tbody>
            {folded.lines.map((line) => (
              <DiffRow key={`${line.kind}:${line.old}:${line.new}`} line={line} />
            ))}
          </tbody>
        </table>
      </section>
      {(folded.hidden > 0 || isWhole) && (
        <button type="button" className={classes.more} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('app.ui.do.showLess') : t('app.ui.do.showAll', { count: lines.length })}
        </button>
      )}
    </div>
  )
}

function DiffRow({ line }: { readonly line: DiffLine }) {
  const { t } = useWords()
  if (line.kind === 'skip')
    return (
      <tr className={classes.skip}>
        <td colSpan={4}>{t('app.ui.review.linesSkipped', { count: Number(line.text) || 0 })}</td>
      </tr>
    )
  return (
    <tr className={line.kind === 'same' ? '' : classes[line.kind]}>
      <td className={classes.number}>{line.old}</td>
      <td className={classes.number}>{line.new}</td>
      <td className={classes.sign} aria-label={line.kind === 'same' ? undefined : t(`app.ui.review.${line.kind}`)}>
        {signs[line.kind]}
      </td>
      <td className={classes.text}>{line.text === '' ? '\u00a0' : line.text}</td>
    </tr>
  )
}
