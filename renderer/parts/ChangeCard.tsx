import {
  IconFilePencil,
  IconFilePlus,
  IconFileX,
  IconLink,
  IconPackage,
  IconPackageOff,
  IconVariable,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ChangePreview } from '../../preload/contract/journal'
import { countDiff } from '../kit/diff-fold'
import { formatBytes } from '../kit/format'
import { shortenPath } from '../kit/path'
import type { StepPhase } from '../kit/run-progress'
import { useSession } from '../kit/session'
import { useWords } from '../kit/words'
import classes from './ChangeCard.module.css'
import { DiffView } from './DiffView'
import { PathText } from './PathText'
import { ProofTag } from './ProofTag'
import { Say } from './Say'
import { StepIcon } from './StepIcon'
import { Value, ValueChange } from './ValueChange'

interface ChangeCardProps {
  readonly change: ChangePreview
  /** Leaves out the diff where the values tell the same. */
  readonly isCompact?: boolean
}

/** One change of a plan: what is done to what, why, and exactly how. */
export function ChangeCard({ change, isCompact = false }: ChangeCardProps) {
  return (
    <article className={classes.root}>
      <div className={classes.head}>
        <ChangeIcon change={change} />
        <ChangeTitle change={change} />
        <ChangeCount change={change} />
        <p className={classes.reason}>
          <Say text={change.reason} />
        </p>
        {change.notes.map((note) => (
          <p key={note.key} className={classes.note}>
            <Say text={note} />
          </p>
        ))}
      </div>
      <ChangeBody change={change} isCompact={isCompact} />
    </article>
  )
}

/** One change in one line, with how far it is. */
export function ChangeLine({ change, step }: { readonly change: ChangePreview; readonly step: StepPhase }) {
  return (
    <div className={`${classes.line} ${step === 'waiting' ? classes.waiting : ''}`}>
      <StepIcon step={step} />
      <ChangeTitle change={change} />
    </div>
  )
}

function ChangeIcon({ change }: { readonly change: ChangePreview }) {
  const Icon = iconOf(change)
  return <Icon className={classes.icon} size={16} stroke={1.6} aria-hidden />
}

function iconOf(change: ChangePreview): typeof IconFilePlus {
  switch (change.kind) {
    case 'file':
      return change.action === 'create' ? IconFilePlus : change.action === 'delete' ? IconFileX : IconFilePencil
    case 'sdk-install':
      return IconPackage
    case 'sdk-remove':
      return IconPackageOff
    case 'link':
      return IconLink
    case 'user-environment':
      return IconVariable
  }
}

function ChangeTitle({ change }: { readonly change: ChangePreview }) {
  const { t } = useWords()
  const verb = verbOf(change, t)
  return (
    <p className={classes.title}>
      <span className={classes.verb}>{verb}</span>
      {change.kind === 'user-environment' ? <code>{change.name}</code> : <PathText path={change.path} isStrong />}
    </p>
  )
}

function verbOf(change: ChangePreview, t: ReturnType<typeof useWords>['t']): string {
  switch (change.kind) {
    case 'file':
      return t(`app.ui.change.${change.action}`)
    case 'sdk-install':
      return t('app.ui.change.install', { version: change.version })
    case 'sdk-remove':
      return t('app.ui.change.uninstall', { version: change.version })
    case 'link':
      return t(change.after === null ? 'app.ui.change.unlink' : 'app.ui.change.link')
    case 'user-environment':
      return t('app.ui.change.environment')
  }
}

function ChangeCount({ change }: { readonly change: ChangePreview }) {
  if (change.kind !== 'file') return <span />
  const { added, removed } = countDiff(change.diff)
  return (
    <span className={classes.count} aria-hidden>
      {added > 0 && <span className={classes.plus}>+{added}</span>}
      {removed > 0 && <span className={classes.minus}>−{removed}</span>}
    </span>
  )
}

function ChangeBody({ change, isCompact }: { readonly change: ChangePreview; readonly isCompact: boolean }) {
  const { t, language } = useWords()
  const { info } = useSession()
  const short = (path: string | null): string | null => path && shortenPath(path, info.home)
  switch (change.kind) {
    case 'file':
      return (
        <>
          {change.values.length > 0 && (
            <Facts rows={change.values.map((one) => [one.name, <ValueChange key={one.name} {...one} />])} isMono />
          )}
          {change.diff.length > 0 && !(isCompact && change.values.length > 0) && (
            <div className={classes.body}>
              <DiffView lines={change.diff} label={change.path} />
            </div>
          )}
        </>
      )
    case 'sdk-install':
      return (
        <Facts
          rows={[
            [t('app.ui.review.from'), <Value key="from" value={change.source} />],
            ...(change.bytes === null
              ? []
              : ([[t('app.ui.review.size'), formatBytes(change.bytes, language)]] as [string, ReactNode][])),
            [t('app.ui.review.proof'), <ProofTag key="proof" proof={change.proof} />],
          ]}
        />
      )
    case 'link':
    case 'user-environment':
      return (
        <Facts
          rows={[
            [
              t('app.ui.review.pointsTo'),
              <ValueChange key="to" before={short(change.before)} after={short(change.after)} />,
            ],
          ]}
        />
      )
    case 'sdk-remove':
      return null
  }
}

function Facts({ rows, isMono = false }: { readonly rows: readonly [string, ReactNode][]; readonly isMono?: boolean }) {
  return (
    <div className={classes.body}>
      <dl className={classes.facts}>
        {rows.map(([name, value]) => (
          <FactRow key={name} name={name} value={value} isMono={isMono} />
        ))}
      </dl>
    </div>
  )
}

function FactRow({
  name,
  value,
  isMono,
}: {
  readonly name: string
  readonly value: ReactNode
  readonly isMono: boolean
}) {
  return (
    <>
      <dt>{isMono ? <code>{name}</code> : name}</dt>
      <dd>{value}</dd>
    </>
  )
}
