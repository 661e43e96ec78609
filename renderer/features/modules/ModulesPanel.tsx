import { useWords } from '../../kit/words'
import { Page } from '../../parts/Page'
import { FirstModule } from './FirstModule'
import type { ModulesStore } from './store'

/** The page around the first module. */
export function ModulesPanel({ store }: { readonly store: ModulesStore }) {
  const { t } = useWords()
  return (
    <Page title={t('modules.ui.title')} about={t('modules.ui.about')}>
      <FirstModule store={store} />
    </Page>
  )
}
