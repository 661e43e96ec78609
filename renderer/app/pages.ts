import {
  IconActivity,
  IconArrowsLeftRight,
  IconHelpHexagon,
  IconHistory,
  IconLink,
  IconPackages,
  IconSettings,
  IconStethoscope,
  IconVariable,
} from '@tabler/icons-react'

/** The pages of the navigation, in its order and groups; the name of a page is that of its feature. */
export const pages = [
  { name: 'status', path: '/status', icon: IconActivity, group: 'go' },
  { name: 'releases', path: '/versions', icon: IconPackages, group: 'go' },
  { name: 'goenv', path: '/environment', icon: IconVariable, group: 'go' },
  { name: 'proxy', path: '/proxies', icon: IconArrowsLeftRight, group: 'network' },
  { name: 'chain', path: '/chain', icon: IconLink, group: 'network' },
  { name: 'doctor', path: '/doctor', icon: IconStethoscope, group: 'network' },
  { name: 'explain', path: '/explain', icon: IconHelpHexagon, group: 'network' },
  { name: 'journal', path: '/history', icon: IconHistory, group: 'own' },
  { name: 'settings', path: '/settings', icon: IconSettings, group: 'own' },
] as const

/** Pages that are reached from others. */
export const sidePaths = { modules: '/first-module', setup: '/setup' } as const
