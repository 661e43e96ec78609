import { Button } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReleaseSource } from '../../../preload/contract/releases'
import { formatLatency } from '../../kit/format'
import { useWords } from '../../kit/words'
import { failureWords } from '../../parts/FailureNotice'
import rows from '../../parts/Rows.module.css'
import { Box } from '../../parts/Section'
import classes from './ReleasesPanel.module.css'

/** Where releases come from, in the order in which the sources are tried. Folded away until asked for. */
export function SourceList({ sources }: { readonly sources: readonly ReleaseSource[] }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        aria-expanded={isOpen}
        leftSection={<Chevron size={14} aria-hidden />}
        onClick={() => setOpen(!isOpen)}
      >
        {t('releases.ui.sources')} · {sources.length}
      </Button>
      {isOpen && (
        <Box label={t('releases.ui.sources')}>
          {sources
            .toSorted((a, b) => a.rank - b.rank)
            .map((source) => (
              <SourceRow key={source.id} source={source} />
            ))}
        </Box>
      )}
    </div>
  )
}

function SourceRow({ source }: { readonly source: ReleaseSource }) {
  const words = useWords()
  const { t, language } = words
  return (
    <div className={`${rows.row} ${classes.source}`}>
      <span className={classes.rank}>{source.rank}</span>
      <span className={classes.sourceName}>
        {source.label}
        <span className={classes.url}>{source.url}</span>
      </span>
      <span className={`${classes.latency} ${source.failure ? classes.bad : ''}`}>
        {source.failure !== null ? (
          <span title={failureWords(source.failure, words).what}>{t('releases.ui.unreachable')}</span>
        ) : source.latency === null ? (
          t('releases.ui.unasked')
        ) : (
          formatLatency(source.latency, language)
        )}
      </span>
    </div>
  )
}
