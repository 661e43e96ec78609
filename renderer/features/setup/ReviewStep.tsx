import { Checkbox } from '@mantine/core'
import { useStore } from 'zustand'
import type { ShellInfo } from '../../../preload/contract/shell'
import { knownOf } from '../../kit/loadable'
import { isBusy } from '../../kit/plan-run'
import { useWords } from '../../kit/words'
import { PathText } from '../../parts/PathText'
import { RunView } from '../../parts/RunView'
import { Box, Section } from '../../parts/Section'
import classes from './SetupPanel.module.css'
import { StepHead } from './StepHead'
import type { SetupStore } from './store'

/** Step three: every change before it is made, then the progress of making it. */
export function ReviewStep({ store }: { readonly store: SetupStore }) {
  const { t } = useWords()
  const { applying, plan } = useStore(store)
  const run = useStore(applying, (state) => state.run)
  return (
    <>
      <StepHead
        title={t(isBusy(run) ? 'setup.ui.review.applying' : 'setup.ui.review.title')}
        about={t(isBusy(run) ? 'setup.ui.review.applyingAbout' : 'setup.ui.review.about')}
      />
      {!isBusy(run) && <Shells store={store} />}
      <RunView run={run} onRetry={() => void plan()} />
    </>
  )
}

function Shells({ store }: { readonly store: SetupStore }) {
  const { t } = useWords()
  const { draft: loadable, choice, toggleShell } = useStore(store)
  const draft = knownOf(loadable)
  if (draft === null || choice === null || draft.shells.length === 0) return null
  return (
    <Section title={t('setup.ui.review.shells')}>
      <Box>
        <div className={classes.shells}>
          {draft.shells.map((shell) => (
            <ShellRow
              key={shell.name}
              shell={shell}
              isChosen={choice.shells.includes(shell.name)}
              onToggle={() => toggleShell(shell.name)}
            />
          ))}
        </div>
      </Box>
    </Section>
  )
}

interface ShellRowProps {
  readonly shell: ShellInfo
  readonly isChosen: boolean
  readonly onToggle: () => void
}

function ShellRow({ shell, isChosen, onToggle }: ShellRowProps) {
  const { t } = useWords()
  const id = `shell-${shell.name}`
  return (
    <div className={classes.shell}>
      <Checkbox id={id} checked={isChosen} onChange={onToggle} />
      <label htmlFor={id} className={classes.shellName}>
        {shell.name}
      </label>
      <span className={classes.shellFiles}>
        {shell.files.map((file) => (
          <PathText key={file.path} path={file.path} copy="never" />
        ))}
        {shell.isLoginShell && <span>{t('setup.ui.review.shellLogin')}</span>}
        {shell.binary === null && shell.name !== 'windows' && <span>{t('setup.ui.review.shellMissing')}</span>}
      </span>
    </div>
  )
}
