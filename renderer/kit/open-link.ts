import type { ExternalLink } from '../../preload/contract'
import type { Client } from '../bridge'

/** Opens one of the known pages: the host does it, or tells the address when the page has to. */
export async function openLink(client: Client, link: ExternalLink, version: string | null = null): Promise<void> {
  const { url } = await client.app.openLink({ link, version })
  if (url !== null) window.open(url, '_blank', 'noopener,noreferrer')
}
