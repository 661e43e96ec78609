import { Button } from '@mantine/core'
import { useState } from 'react'
import type { FailureShape } from '../../../preload/contract/failure'
import type { DiagnosticReport } from '../../../preload/contract/report'
import { failureOf } from '../../bridge'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { OutputView } from '../../parts/OutputView'
import { Section } from '../../parts/Section'

/** Shows the diagnostic report before it is written. Nothing is sent anywhere. */
export function ReportSection() {
  const { t } = useWords()
  const { client } = useSession()
  const [shown, setShown] = useState<DiagnosticReport | null>(null)
  const [paths, setPaths] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<FailureShape | null>(null)
  const [isBusy, setBusy] = useState(false)
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setFailure(null)
    await work().catch((error: unknown) => setFailure(failureOf(error)))
    setBusy(false)
  }
  const preview = async (): Promise<void> => setShown(await client.report.preview())
  const write = async (): Promise<void> => setPaths((await client.report.write({ directory: null })).paths)
  return (
    <Section
      title={t('report.ui.title')}
      about={t('report.ui.about')}
      actions={
        <Button variant="default" disabled={isBusy} onClick={() => void run(shown === null ? preview : write)}>
          {t(shown === null ? 'report.ui.preview' : 'report.ui.write')}
        </Button>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {paths.length > 0 && <p role="status">{t('report.ui.written', { paths: paths.join(', ') })}</p>}
      {shown !== null && (
        <OutputView
          label={t('report.ui.title')}
          lines={shown.markdown.split('\n').map((line) => ({ stream: 'stdout' as const, line }))}
        />
      )}
    </Section>
  )
}
