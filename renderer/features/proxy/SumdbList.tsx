import { Radio } from '@mantine/core'
import { useStore } from 'zustand'
import type { ProxyState } from '../../../preload/contract/proxy'
import { useWords } from '../../kit/words'
import { ReviewPopover } from '../../parts/ReviewPopover'
import { Say } from '../../parts/Say'
import { Box, Section } from '../../parts/Section'
import classes from './ProxyPanel.module.css'
import type { ProxyStore } from './store'

/** The checksum databases to choose from. */
export function SumdbList({ store, state }: { readonly store: ProxyStore; readonly state: ProxyState }) {
  const { t } = useWords()
  const { switching, askedAt, ask } = useStore(store)
  const isKnown = state.sumdbs.some((one) => one.gosumdb === state.gosumdb)
  return (
    <Section title={t('proxy.ui.sumdb')} about={t('proxy.ui.sumdbAbout')}>
      <Box label={t('proxy.ui.sumdbList')}>
        {state.sumdbs.map((sumdb) => {
          const place = `sumdb:${sumdb.id}`
          return (
            <ReviewPopover key={sumdb.id} store={switching} isHere={askedAt === place} position="bottom-start">
              <label className={classes.sumdb} htmlFor={place}>
                <Radio
                  id={place}
                  name="checksum-database"
                  checked={sumdb.gosumdb === state.gosumdb}
                  onChange={() => void ask({ kind: 'gosumdb', gosumdb: sumdb.gosumdb }, place)}
                />
                <span className={classes.sumdbLabel}>{sumdb.label}</span>
                {sumdb.note !== null && (
                  <span className={classes.note}>
                    <Say text={sumdb.note} />
                  </span>
                )}
              </label>
            </ReviewPopover>
          )
        })}
        {!isKnown && (
          <div className={classes.sumdb}>
            <Radio name="checksum-database" checked readOnly aria-label={state.gosumdb} />
            <span className={classes.sumdbLabel}>{t('proxy.ui.ownSumdb', { value: state.gosumdb })}</span>
          </div>
        )}
      </Box>
    </Section>
  )
}
