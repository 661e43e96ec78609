import { Button, SegmentedControl, Switch } from '@mantine/core'
import { useStore } from 'zustand'
import type { Settings } from '../../../preload/contract/settings'
import { openLink } from '../../kit/open-link'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { PathText } from '../../parts/PathText'
import { Box, Section } from '../../parts/Section'
import { MirrorList } from './MirrorList'
import { SdkRootField } from './SdkRootField'
import { SettingRow } from './SettingRow'
import classes from './SettingsPanel.module.css'
import type { SettingsStore } from './store'

interface SettingsPanelProps {
  readonly store: SettingsStore
  readonly onSetup: () => void
}

/** What GoReady remembers by the user's choice; every change is saved at once. */
export function SettingsPanel({ store, onSetup }: SettingsPanelProps) {
  const { t } = useWords()
  const { settings, failure, save, refresh } = useStore(store)
  return (
    <Page title={t('settings.ui.title')}>
      {failure !== null && <FailureNotice failure={failure} onRetry={() => void refresh()} />}
      <Look settings={settings} onSave={save} />
      <Section title={t('settings.ui.go')}>
        <Box>
          <SdkRootField store={store} />
          <SettingRow
            name={t('settings.ui.checkFreshShell')}
            about={t('settings.ui.checkFreshShellAbout')}
            controlId="check-fresh-shell"
          >
            <Switch
              id="check-fresh-shell"
              checked={settings.checkFreshShell}
              onChange={(event) => void save({ checkFreshShell: event.currentTarget.checked })}
            />
          </SettingRow>
          <SettingRow name={t('settings.ui.setupAgain')} about={t('settings.ui.setupAgainAbout')}>
            <Button variant="default" onClick={onSetup}>
              {t('settings.ui.setupAgain')}
            </Button>
          </SettingRow>
        </Box>
      </Section>
      <Section title={t('settings.ui.sources')}>
        <Box>
          <SettingRow
            name={t('settings.ui.onlyOwnProxies')}
            about={t('settings.ui.onlyOwnProxiesAbout')}
            controlId="only-own-proxies"
          >
            <Switch
              id="only-own-proxies"
              checked={settings.onlyOwnProxies}
              onChange={(event) => void save({ onlyOwnProxies: event.currentTarget.checked })}
            />
          </SettingRow>
          <MirrorList mirrors={settings.archiveMirrors} onChange={(archiveMirrors) => void save({ archiveMirrors })} />
        </Box>
      </Section>
      <Folders />
      <About />
    </Page>
  )
}

const languages = ['system', 'en', 'zh-CN'] as const
const themes = ['system', 'light', 'dark'] as const

interface LookProps {
  readonly settings: Settings
  readonly onSave: (patch: Partial<Settings>) => Promise<void>
}

function Look({ settings, onSave }: LookProps) {
  const { t } = useWords()
  const names = { system: t('settings.ui.languageSystem'), en: 'English', 'zh-CN': '简体中文' }
  return (
    <Section title={t('settings.ui.look')}>
      <Box>
        <SettingRow name={t('settings.ui.language')}>
          <SegmentedControl
            aria-label={t('settings.ui.language')}
            value={settings.language}
            data={languages.map((value) => ({ value, label: names[value] }))}
            onChange={(value) => {
              const language = languages.find((one) => one === value)
              if (language) void onSave({ language })
            }}
          />
        </SettingRow>
        <SettingRow name={t('settings.ui.theme')}>
          <SegmentedControl
            aria-label={t('settings.ui.theme')}
            value={settings.theme}
            data={themes.map((value) => ({ value, label: t(`settings.ui.themes.${value}`) }))}
            onChange={(value) => {
              const theme = themes.find((one) => one === value)
              if (theme) void onSave({ theme })
            }}
          />
        </SettingRow>
      </Box>
    </Section>
  )
}

const folders = ['data', 'config', 'cache', 'logs'] as const

function Folders() {
  const { t } = useWords()
  const { info } = useSession()
  return (
    <Section title={t('settings.ui.folders')} about={t('settings.ui.foldersAbout')}>
      <Box>
        <dl className={classes.facts}>
          {folders.map((name) => (
            <Fact key={name} name={t(`settings.ui.folder.${name}`)}>
              <PathText path={info.dirs[name]} isStrong copy="always" />
            </Fact>
          ))}
        </dl>
      </Box>
    </Section>
  )
}

function About() {
  const { t } = useWords()
  const { client, info } = useSession()
  return (
    <Section
      title={t('settings.ui.about')}
      actions={
        <div className={classes.links}>
          <Button variant="default" onClick={() => void openLink(client, 'go-modules-reference')}>
            {t('settings.ui.reference')}
          </Button>
          <Button variant="default" onClick={() => void openLink(client, 'project')}>
            {t('settings.ui.project')}
          </Button>
        </div>
      }
    >
      <Box>
        <dl className={classes.facts}>
          <Fact name={t('settings.ui.version')}>
            {t('app.ui.name')} {info.version}
          </Fact>
          <Fact name={t('settings.ui.system')}>
            <code>
              {info.platform.os}/{info.platform.arch}
            </code>
          </Fact>
          <Fact name={t('settings.ui.hostName')}>{t(`settings.ui.host.${info.host}`)}</Fact>
        </dl>
      </Box>
    </Section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
