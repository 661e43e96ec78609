import { Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link, useLocation } from 'wouter'
import { useWords } from '../kit/words'
import classes from './Navigation.module.css'
import { pages } from './pages'

/** The pages. In a narrow window only their icons are left, with the name beside on hover. */
export function Navigation() {
  const { t } = useWords()
  const [path] = useLocation()
  const isNarrow = useMediaQuery('(max-width: 760px)')
  return (
    <nav className={classes.root} aria-label={t('app.ui.nav.label')}>
      <ul className={classes.list}>
        {pages.map(({ name, path: target, icon: Icon, group }, index) => (
          <li key={name} className={index > 0 && pages[index - 1]?.group !== group ? classes.first : undefined}>
            <Tooltip label={t(`app.ui.nav.${name}`)} position="right" disabled={!isNarrow}>
              <Link
                href={target}
                className={`${classes.link} ${path === target ? classes.active : ''}`}
                aria-current={path === target ? 'page' : undefined}
              >
                <Icon className={classes.icon} size={17} stroke={1.6} aria-hidden />
                <span className={classes.label}>{t(`app.ui.nav.${name}`)}</span>
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
    </nav>
  )
}
