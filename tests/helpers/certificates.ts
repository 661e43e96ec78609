import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const openssl = promisify(execFile)

export interface Identity {
  readonly key: string
  readonly cert: string
}

export interface Authority {
  /** The root certificate as PEM, and where it lies. */
  readonly cert: string
  readonly certPath: string
  /** A server's key and certificate for this name; `days` may be negative for an expired one. */
  issue(name: string, days?: number): Promise<Identity>
  /** Signed by nobody but itself. */
  selfSigned(name: string): Promise<Identity>
}

/** A certificate authority made with the openssl command, in a temporary folder that lives as long as the test. */
export async function makeAuthority(
  whenDone: (remove: () => Promise<void>) => void = onTestFinished,
): Promise<Authority> {
  const dir = await mkdtemp(join(tmpdir(), 'goready-ca-'))
  whenDone(() => rm(dir, { recursive: true, force: true }))
  const at = (name: string): string => join(dir, name)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  let count = 0
  const selfSign = async (name: string, extension: string): Promise<{ key: string; cert: string }> => {
    const key = at(`key-${++count}.pem`)
    const cert = at(`cert-${count}.pem`)
    const subject = ['-days', '2', '-subj', `/CN=${name}`, '-addext', extension]
    await openssl('openssl', ['req', '-x509', ...newKey, '-keyout', key, '-out', cert, ...subject])
    return { key, cert }
  }
  const read = async (paths: { key: string; cert: string }): Promise<Identity> => ({
    key: await readFile(paths.key, 'utf8'),
    cert: await readFile(paths.cert, 'utf8'),
  })
  const root = await selfSign('GoReady test authority', 'keyUsage=critical,keyCertSign')
  return {
    cert: await readFile(root.cert, 'utf8'),
    certPath: root.cert,
    async issue(name, days = 2) {
      const key = at(`key-${++count}.pem`)
      const cert = at(`cert-${count}.pem`)
      const request = at(`request-${count}.pem`)
      const extensions = at(`extensions-${count}`)
      await writeFile(extensions, `subjectAltName=DNS:${name}\n`)
      await openssl('openssl', ['req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${name}`])
      const signing = ['-CA', root.cert, '-CAkey', root.key, '-CAcreateserial', '-days', String(days)]
      await openssl('openssl', ['x509', '-req', '-in', request, '-out', cert, '-extfile', extensions, ...signing])
      return read({ key, cert })
    },
    selfSigned: async (name) => read(await selfSign(name, `subjectAltName=DNS:${name}`)),
  }
}
