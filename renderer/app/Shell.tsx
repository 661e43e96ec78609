import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useWords } from '../kit/words'
import { Navigation } from './Navigation'
import classes from './Shell.module.css'
import type { Stores } from './stores'
import { TitleBar } from './TitleBar'

/** The frame of the window: title bar, navigation, page. */
export function Shell({ stores, children }: { readonly stores: Stores; readonly children: ReactNode }) {
  const { t } = useWords()
  const main = useRef<HTMLElement>(null)
  const [path] = useLocation()
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    // a page starts at its top, and the keyboard with it
    main.current?.scrollTo({ top: 0 })
    main.current?.focus({ preventScroll: true })
  }, [path])
  return (
    <div className={classes.root}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        {t('app.ui.skipToContent')}
      </button>
      <header className={classes.bar}>
        <TitleBar stores={stores} />
      </header>
      <div className={classes.nav}>
        <Navigation />
      </div>
      <main ref={main} id="main" className={classes.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
