import type { ProxyState } from '../../../preload/contract/proxy'
import { useWords } from '../../kit/words'
import { Box, Section } from '../../parts/Section'
import { Value } from '../../parts/ValueChange'
import classes from './ProxyPanel.module.css'

/** HTTP_PROXY and its kin as they were picked up; credentials arrive masked. */
export function HttpProxyFacts({ http }: { readonly http: ProxyState['http'] }) {
  const { t } = useWords()
  const isDirect = http.httpProxy === null && http.httpsProxy === null
  return (
    <Section title={t('proxy.ui.http')} about={isDirect ? t('proxy.ui.httpNone') : t('proxy.ui.httpAbout')}>
      <Box>
        <dl className={classes.facts}>
          <dt>
            <code>HTTPS_PROXY</code>
          </dt>
          <dd>
            <Value value={http.httpsProxy} />
          </dd>
          <dt>
            <code>HTTP_PROXY</code>
          </dt>
          <dd>
            <Value value={http.httpProxy} />
          </dd>
          <dt>
            <code>NO_PROXY</code>
          </dt>
          <dd>
            <Value value={http.noProxy} />
          </dd>
        </dl>
      </Box>
    </Section>
  )
}
