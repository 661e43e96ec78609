import { Failure, type RunResult, run, type World } from '../../kit'
import type { RawValue, UserEnvironment } from './user-environment'

/** Runs a PowerShell script that reads `input` from its standard input. */
export type RunPowershell = (script: string, input: string) => Promise<RunResult>

export function powershellRunner(world: Pick<World, 'env'>): RunPowershell {
  const root = world.env.SystemRoot ?? 'C:\\Windows'
  const binary = `${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`
  return (script, input) => {
    const encoded = Buffer.from(script, 'utf16le').toString('base64')
    const args = ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded]
    return run(binary, args, { env: world.env, input, timeout: 60_000 })
  }
}

/**
 * The user's environment through the registry, `HKCU\Environment`, with the raw value and its type. Values travel as base64
 * of UTF-16 over standard input and output: never in the script, never through a console code page.
 */
export function powershellEnvironment(runScript: RunPowershell): UserEnvironment {
  const ask = async (name: string, script: string, input: readonly string[]): Promise<string> => {
    const result = await runScript(`${prologue}${script}`, `${input.map(encode).join('\n')}\n`)
    if (result.kind === 'exited' && result.exitCode === 0) return result.stdout.trim()
    const why = result.kind === 'exited' ? result.stderr.trim().slice(0, 300) : `PowerShell: ${result.kind}`
    throw unsuitable(name, why || 'the registry could not be read or written')
  }
  const tell = async (name: string, script: string, input: readonly string[]): Promise<void> => {
    if ((await ask(name, script, input)) !== 'done') throw unsuitable(name, 'the registry did not confirm the change')
  }
  return {
    readRaw: async (name) => parseRaw(name, await ask(name, readScript, [name])),
    write: (name, value, type) => tell(name, writeScript, [name, value, type === 'REG_SZ' ? 'String' : 'ExpandString']),
    remove: (name) => tell(name, removeScript, [name]),
    broadcast: () => tell('Environment', broadcastScript, []),
    fresh: async () => parseFresh(await ask('Environment', freshScript, [])),
  }
}

/** A read that did not answer in so many words is a failure, never an empty Path. */
function parseRaw(name: string, answer: string): RawValue | null {
  if (answer === 'absent') return null
  const [, kind, encoded] = /^(String|ExpandString):([A-Za-z0-9+/]*={0,2})$/.exec(answer) ?? []
  if (kind === undefined || encoded === undefined) throw unsuitable(name, 'the registry gave no readable text')
  return { value: decode(name, encoded), type: kind === 'String' ? 'REG_SZ' : 'REG_EXPAND_SZ' }
}

function parseFresh(answer: string): Record<string, string> {
  const entries = answer.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [name, value] = line.trim().split(':')
    return name && value !== undefined ? [[decode('Environment', name), decode('Environment', value)]] : []
  })
  return Object.fromEntries(entries)
}

function encode(value: string): string {
  return Buffer.from(value, 'utf16le').toString('base64')
}

function decode(name: string, encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64')
  const value = bytes.toString('utf16le')
  const isText = bytes.length % 2 === 0 && !/\p{Surrogate}|\0/u.test(value)
  if (!isText) throw unsuitable(name, 'its value is no text')
  return value
}

function unsuitable(name: string, why: string): Failure {
  return new Failure('FILE_UNSUITABLE', `HKCU\\Environment ${name}: ${why}`, {
    path: `HKCU\\Environment\\${name}`,
    why,
  })
}

const prologue = `
$ErrorActionPreference = 'Stop'
function Read-Value { [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String([Console]::In.ReadLine())) }
function Format-Value($text) { [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes([string]$text)) }
`

const readScript = `
$name = Read-Value
$key = Get-Item -LiteralPath 'HKCU:\\Environment'
if ($key.GetValueNames() -notcontains $name) { 'absent'; exit 0 }
$value = $key.GetValue($name, $null, 'DoNotExpandEnvironmentNames')
$key.GetValueKind($name).ToString() + ':' + (Format-Value $value)
`

const writeScript = `
$name = Read-Value
$value = Read-Value
$kind = Read-Value
Set-ItemProperty -LiteralPath 'HKCU:\\Environment' -Name $name -Value $value -Type $kind
$key = Get-Item -LiteralPath 'HKCU:\\Environment'
if ($key.GetValue($name, $null, 'DoNotExpandEnvironmentNames') -cne $value) { throw 'the value written is not the value read' }
'done'
`

const removeScript = `
$name = Read-Value
Remove-ItemProperty -LiteralPath 'HKCU:\\Environment' -Name $name
'done'
`

const broadcastScript = `
$signature = '[DllImport("user32.dll", SetLastError = true, CharSet = CharSet.Unicode)] public static extern IntPtr SendMessageTimeout(IntPtr window, uint message, UIntPtr w, string l, uint flags, uint timeout, out UIntPtr result);'
$native = Add-Type -MemberDefinition $signature -Name Broadcast -Namespace GoReady -PassThru
$result = [UIntPtr]::Zero
[void]$native::SendMessageTimeout([IntPtr]0xffff, 0x1a, [UIntPtr]::Zero, 'Environment', 2, 5000, [ref]$result)
'done'
`

// as Explorer builds it: the machine's values, then the user's, Path being both in a row
const freshScript = `
$machine = [Environment]::GetEnvironmentVariables('Machine')
$user = [Environment]::GetEnvironmentVariables('User')
$names = @($machine.Keys) + @($user.Keys) | Sort-Object -Unique
foreach ($name in $names) {
  $value = if ($user.Contains($name)) { $user[$name] } else { $machine[$name] }
  if ($name -eq 'Path') { $value = (@($machine['Path'], $user['Path']) | Where-Object { $_ }) -join ';' }
  (Format-Value $name) + ':' + (Format-Value $value)
}
`
