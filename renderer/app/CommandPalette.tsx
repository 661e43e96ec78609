import { Spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useWords } from '../kit/words'
import classes from './CommandPalette.module.css'
import { useCommands } from './commands'
import type { Stores } from './stores'

/** Every page and action by name: Ctrl K or ⌘ K. */
export function CommandPalette({ stores }: { readonly stores: Stores }) {
  const { t } = useWords()
  const commands = useCommands(stores)
  return (
    <Spotlight
      actions={commands}
      shortcut={['mod + K', 'mod + shift + P']}
      nothingFound={t('app.ui.palette.empty')}
      highlightQuery={false}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      attributes={{ content: { 'aria-label': t('app.ui.bar.search') } }}
      size={560}
      yOffset="12vh"
      searchProps={{
        placeholder: t('app.ui.palette.placeholder'),
        'aria-label': t('app.ui.palette.placeholder'),
        leftSection: <IconSearch size={16} stroke={1.75} aria-hidden />,
      }}
      overlayProps={{ backgroundOpacity: 0.3 }}
      transitionProps={{ duration: 80 }}
      classNames={{
        content: classes.content,
        search: classes.search,
        actionsList: classes.list,
        action: classes.action,
        actionsGroup: classes.group,
        empty: classes.empty,
      }}
    />
  )
}
