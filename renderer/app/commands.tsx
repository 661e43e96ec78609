import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconArrowBackUp,
  IconArrowsLeftRight,
  IconDownload,
  IconFilePlus,
  IconGauge,
  IconLanguage,
  IconMoon,
  IconRefresh,
  IconSettings,
  IconSun,
  IconSunMoon,
  IconWand,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { knownOf } from '../kit/loadable'
import { useWords } from '../kit/words'
import { pages, sidePaths } from './pages'
import type { Stores } from './stores'

type Icon = typeof IconSun

/** What the palette offers, in the language of the moment. */
export function useCommands(stores: Stores): SpotlightActionGroupData[] {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const proxy = knownOf(useStore(stores.proxy, (state) => state.state))
  return useMemo(() => {
    const to = (path: string, work?: () => unknown) => () => {
      navigate(path)
      void work?.()
    }
    const save = stores.settings.getState().save
    return [
      {
        group: t('app.ui.palette.pages'),
        actions: [
          ...pages.map((page) => command(page.name, t(`app.ui.nav.${page.name}`), page.icon, to(page.path))),
          command('modules', t('app.ui.nav.modules'), IconFilePlus, to(sidePaths.modules)),
          command('setup', t('app.ui.nav.setup'), IconWand, to(sidePaths.setup, stores.setup.getState().restart)),
        ],
      },
      {
        group: t('app.ui.palette.actions'),
        actions: [
          command('check', t('app.ui.palette.checkAgain'), IconRefresh, to('/status', stores.status.getState().check)),
          command('probe', t('app.ui.palette.probe'), IconGauge, to('/proxies', stores.proxy.getState().probe)),
          command(
            'newest',
            t('app.ui.palette.installNewest'),
            IconDownload,
            to('/versions', () => installNewest(stores)),
          ),
          command(
            'undo',
            t('app.ui.palette.undoEverything'),
            IconArrowBackUp,
            to('/history', () => stores.journal.getState().undo({ all: true })),
          ),
        ],
      },
      {
        group: t('app.ui.palette.proxies'),
        actions: (proxy?.presets ?? []).map((preset) =>
          command(`use-${preset.id}`, t('app.ui.palette.useProxy', { name: preset.label }), IconArrowsLeftRight, () =>
            stores.proxy.getState().ask({ kind: 'preset', id: preset.id }, 'title-bar'),
          ),
        ),
      },
      {
        group: t('app.ui.palette.look'),
        actions: [
          command('system', t('app.ui.palette.themeSystem'), IconSunMoon, () => save({ theme: 'system' })),
          command('light', t('app.ui.palette.themeLight'), IconSun, () => save({ theme: 'light' })),
          command('dark', t('app.ui.palette.themeDark'), IconMoon, () => save({ theme: 'dark' })),
          command('en', t('app.ui.palette.english'), IconLanguage, () => save({ language: 'en' })),
          command('zh', t('app.ui.palette.chinese'), IconLanguage, () => save({ language: 'zh-CN' })),
          command('look', t('app.ui.nav.settings'), IconSettings, to('/settings')),
        ],
      },
    ]
  }, [t, navigate, proxy, stores])
}

function command(id: string, label: string, CommandIcon: Icon, onClick: () => unknown): SpotlightActionData {
  return {
    id,
    label,
    leftSection: <CommandIcon size={16} stroke={1.6} aria-hidden />,
    onClick: () => void onClick(),
  }
}

async function installNewest(stores: Stores): Promise<void> {
  const { catalogue, refreshCatalogue } = stores.releases.getState()
  if (knownOf(catalogue) === null) await refreshCatalogue({ refresh: false })
  const newest = knownOf(stores.releases.getState().catalogue)?.newestStable ?? null
  if (newest !== null) await stores.releases.getState().ask('install-use', newest)
}
