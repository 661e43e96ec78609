/** Why a module path looks as if it were nobody else's business; a word for texts to build on. */
export type PrivateLook = 'no-dot' | 'internal-name' | 'private-word' | 'unknown-host'

/** Names that no public name server gives out (RFC 2606, 6761, 6762, 8375, ICANN's name collision list). */
const internalNames =
  /\.(?:local|localhost|localdomain|internal|intranet|intra|corp|lan|home|private|test|invalid|example|home\.arpa)$/
const privateWords = /^(?:git|gitlab|gitea|gogs|bitbucket|stash|code|src|source|scm|vcs|repo|repos|svn|hg|dev|go)\./
const inWords = /(?:^|[.-])(?:corp|internal|intranet|private)(?:[.-]|$)/

/** Hosts and vanity domains of widely used public modules. Whoever is not among them may still be public. */
const publicHosts = new Set(
  `github.com gitlab.com bitbucket.org codeberg.org gitee.com git.sr.ht launchpad.net golang.org google.golang.org
  cloud.google.com gopkg.in k8s.io sigs.k8s.io go.uber.org go.opentelemetry.io go.etcd.io go.mongodb.org go.opencensus.io
  go.starlark.net rsc.io modernc.org gorm.io gonum.org honnef.co mvdan.cc filippo.io dario.cat entgo.io helm.sh istio.io
  knative.dev cuelang.org oras.land buf.build connectrpc.com cel.dev gioui.org nhooyr.io tailscale.com gotest.tools
  software.sslmate.com pault.ag lukechampine.com gocloud.dev go4.org goa.design layeh.com moul.io upper.io fyne.io
  gorgonia.org maunium.net tinygo.org zombiezen.com rogchap.com 9fans.net blake.io bou.ke contrib.go.opencensus.io
  code.cloudfoundry.org code.gitea.io git.apache.org`.split(/\s+/),
)

/**
 * Why a module path may be private though no pattern says so; null when its host is a known public one. A guess by the
 * name alone: a private repository on a public host is not recognized.
 */
export function privateLook(path: string): PrivateLook | null {
  const [host = ''] = path.toLowerCase().split('/', 1)
  if (!host.includes('.')) return 'no-dot'
  if (publicHosts.has(host)) return null
  if (internalNames.test(host)) return 'internal-name'
  return privateWords.test(host) || inWords.test(host) ? 'private-word' : 'unknown-host'
}

/**
 * Whether asking `host` for a module path tells somebody outside of it: false where the host is an internal one, or
 * belongs to the same domain as the module.
 */
export function isOutsider(host: string, path: string): boolean {
  const name = host.toLowerCase().replace(/:\d+$/, '')
  const [own = ''] = path.toLowerCase().split('/', 1)
  if (!name.includes('.') || internalNames.test(name)) return false
  return domainOf(name) !== domainOf(own)
}

// the last two labels, three where the second-last is one of those below which names are given out
function domainOf(host: string): string {
  const labels = host.split('.')
  const isShared = /^(?:com|co|net|org|gov|edu|ac)$/.test(labels.at(-2) ?? '') && (labels.at(-1)?.length ?? 0) === 2
  return labels.slice(isShared ? -3 : -2).join('.')
}
