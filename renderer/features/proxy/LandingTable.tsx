import { Button, TextInput } from '@mantine/core'
import { useStore } from 'zustand'
import type { Landing } from '../../../preload/contract/proxy'
import { knownOf } from '../../kit/loadable'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { EmptyNote } from '../../parts/EmptyNote'
import { FailureNotice } from '../../parts/FailureNotice'
import { PathText } from '../../parts/PathText'
import { Say } from '../../parts/Say'
import { Box, Section } from '../../parts/Section'
import table from '../../parts/Table.module.css'
import { Value } from '../../parts/ValueChange'
import { VerdictBadge } from '../../parts/Verdict'
import classes from './ProxyPanel.module.css'
import { folderOf, type ProxyStore } from './store'

const tones = { landed: 'ok', differs: 'problem', 'not-verified': 'note', 'not-present': 'none' } as const

/** Where the proxy setting has to arrive, and whether it did. */
export function LandingTable({ store, onCheck }: { readonly store: ProxyStore; readonly onCheck: () => void }) {
  const { t } = useWords()
  const loadable = useStore(store, (state) => state.landings)
  const landings = knownOf(loadable)
  const { folder, setFolder } = useStore(store)
  return (
    <Section
      title={t('proxy.ui.landed')}
      about={t('proxy.ui.landedAbout')}
      actions={
        <Button variant="default" loading={loadable.phase === 'loading'} onClick={onCheck}>
          {t('proxy.ui.checkLanded')}
        </Button>
      }
    >
      <TextInput
        label={t('proxy.ui.folder')}
        description={t('proxy.ui.folderHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        value={folder}
        spellCheck={false}
        autoCapitalize="off"
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
        onChange={(event) => setFolder(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onCheck()
        }}
      />
      {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={onCheck} />}
      {loadable.phase === 'idle' && (
        <Box>
          <EmptyNote title={t('proxy.ui.landedIdle')}>{t('proxy.ui.landedIdleNext')}</EmptyNote>
        </Box>
      )}
      {(landings !== null || loadable.phase === 'loading') && (
        <Box>
          <table className={`${table.table} ${classes.landings}`} aria-label={t('proxy.ui.landed')}>
            <thead>
              <tr>
                <th scope="col" className={classes.place}>
                  {t('proxy.ui.landedColumn.place')}
                </th>
                <th scope="col">{t('proxy.ui.landedColumn.value')}</th>
                <th scope="col" className={classes.result}>
                  {t('proxy.ui.landedColumn.verdict')}
                </th>
              </tr>
            </thead>
            <tbody>
              {landings === null
                ? [0, 1, 2, 3, 4].map((row) => (
                    <tr key={row}>
                      <td>
                        <Bone width="70%" />
                      </td>
                      <td>
                        <Bone width="60%" />
                      </td>
                      <td>
                        <Bone width={72} height={18} />
                      </td>
                    </tr>
                  ))
                : landings.map((landing) => (
                    <LandingRow
                      key={JSON.stringify([landing.label, landing.blocker])}
                      landing={landing}
                      store={store}
                    />
                  ))}
            </tbody>
          </table>
        </Box>
      )}
    </Section>
  )
}

function LandingRow({ landing, store }: { readonly landing: Landing; readonly store: ProxyStore }) {
  const { t, say } = useWords()
  const { client, review } = useSession()
  const { fix } = landing
  const plan = (): void => {
    const folder = folderOf(store.getState())
    if (fix !== null) review((signal) => client.proxy.planLandingFix({ ...fix, folder }, { signal }))
  }
  return (
    <tr>
      <td>
        <Say text={landing.label} />
      </td>
      <td>
        {landing.value === null ? <span className={table.dim}>–</span> : <Value value={landing.value} />}
        {landing.blocker !== null && (
          <div className={classes.next}>
            {t('proxy.ui.blockedAt')} <PathText path={landing.blocker.path} line={landing.blocker.line} isStrong />
          </div>
        )}
        {landing.next !== null && (
          <div className={classes.next}>
            <Say text={landing.next} />
          </div>
        )}
      </td>
      <td>
        <VerdictBadge tone={tones[landing.verdict]}>{t(`proxy.ui.landing.${landing.verdict}`)}</VerdictBadge>
        {fix !== null && (
          <div className={classes.fix}>
            <Button variant="default" aria-label={`${t('app.ui.do.fix')}: ${say(landing.label)}`} onClick={plan}>
              {t('app.ui.do.fix')}
            </Button>
          </div>
        )}
      </td>
    </tr>
  )
}
