import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { useWords } from '../kit/words'
import { failureWords } from '../parts/FailureNotice'
import type { Stores } from './stores'
import classes from './Toasts.module.css'

/** Says in passing what came of a switch of the proxy, and offers to undo it: it can be asked for from anywhere. */
export function Toasts({ stores }: { readonly stores: Stores }) {
  const words = useWords()
  const [path, navigate] = useLocation()
  const { switching } = useStore(stores.proxy)
  const run = useStore(switching, (state) => state.run)
  const told = useRef<unknown>(null)
  useEffect(() => {
    if (told.current === run) return
    told.current = run
    if (run.phase === 'applied') {
      const { entryId, plan } = run
      const id = notifications.show({
        color: 'accent',
        autoClose: 8000,
        title: words.say(plan.title),
        closeButtonProps: { 'aria-label': words.t('app.ui.do.dismiss') },
        message: (
          <span className={classes.line}>
            {words.t('proxy.ui.switchedNext')}
            <Button
              variant="default"
              onClick={() => {
                notifications.hide(id)
                void stores.journal.getState().undo({ ids: [entryId] })
              }}
            >
              {words.t('app.ui.do.undo')}
            </Button>
          </span>
        ),
      })
    }
    if (run.phase === 'failed' && run.plan !== null && path !== '/proxies') {
      const what = failureWords(run.failure, words).what
      notifications.show({
        color: 'red',
        autoClose: false,
        title: words.t('proxy.ui.switchFailed'),
        closeButtonProps: { 'aria-label': words.t('app.ui.do.dismiss') },
        message: (
          <span className={classes.line}>
            {what}
            <Button variant="default" onClick={() => navigate('/proxies')}>
              {words.t('app.ui.do.details')}
            </Button>
          </span>
        ),
      })
    }
  }, [run, words, stores, path, navigate])
  return null
}
