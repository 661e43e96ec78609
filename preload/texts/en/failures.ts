import type { FailureCode } from '../../contract/failure'

/** What happened, why, and what to do next, for every failure code. Blanks are the failure's details. */
export const failures = {
  CANCELLED: {
    what: 'Cancelled',
    why: 'You stopped it before it was done. Nothing half-done was left behind.',
    next: 'Start it again whenever you like; a download goes on where it stopped.',
  },
  BUSY: {
    what: 'Another GoReady is at work',
    why: '{{holder}} holds the lock on {{what}}.',
    next: 'Wait until it is done, or close it, then try again.',
  },
  INVALID_INPUT: {
    what: "That value can't be used",
    why: '{{what}}: {{why}}',
    next: 'Correct the value and try again.',
  },
  INTERNAL: {
    what: 'Something in GoReady went wrong',
    why: '{{why}}',
    next: 'Try again. If it happens again, please report it with the log file named in Settings.',
  },
  NETWORK_DNS: {
    what: 'The name {{host}} could not be found',
    why: 'The name server gave no address for it.',
    next: 'Check the network connection and DNS; behind a firewall choose a proxy that is reachable from here.',
  },
  NETWORK_UNREACHABLE: {
    what: '{{host}} could not be reached',
    why: '{{why}}',
    next: 'Check the network, or choose another source or proxy.',
  },
  NETWORK_TIMEOUT: {
    what: '{{host}} did not answer in time',
    why: 'No answer within {{seconds}} s.',
    next: 'Try again, or choose another source or proxy.',
  },
  NETWORK_STALLED: {
    what: 'The transfer from {{host}} stalled',
    why: 'Nothing, or next to nothing, came for {{seconds}} s.',
    next: 'Try again: the download goes on where it stopped.',
  },
  NETWORK_TLS: {
    what: 'No trustworthy connection to {{host}}',
    why: 'The certificate was refused: {{why}}',
    next: "Check the computer's clock; on a company network ask for its root certificate and set NODE_EXTRA_CA_CERTS.",
  },
  NETWORK_REDIRECT: {
    what: "{{host}} sent us somewhere we won't go",
    why: '{{why}}',
    next: 'Choose another source or proxy.',
  },
  HTTP_STATUS: {
    what: '{{host}} answered {{status}}',
    why: 'The request for {{what}} was refused.',
    next: 'Choose another source or proxy, or try again later.',
  },
  HTTP_PROXY_AUTH: {
    what: 'The HTTP proxy {{host}} asks for a password',
    why: 'It answered 407 ({{scheme}}).',
    next: 'Put the user name and password into HTTPS_PROXY, then start GoReady again.',
  },
  RESPONSE_INVALID: {
    what: '{{host}} did not send what was asked for',
    why: 'Instead of {{what}} came: {{got}}',
    next: 'If the network has a login page, log in with a browser first; otherwise choose another source.',
  },
  RESPONSE_TOO_LARGE: {
    what: '{{host}} sent too much',
    why: 'More than {{limit}} bytes came for {{what}}.',
    next: 'Choose another source.',
  },
  DOWNLOAD_TRUNCATED: {
    what: 'The download from {{host}} was cut off',
    why: '{{received}} of {{total}} bytes came.',
    next: 'Try again: it goes on where it stopped.',
  },
  ALL_SOURCES_FAILED: {
    what: 'No source could give {{what}}',
    why: 'Tried {{count}}; the most telling answer: {{why}}',
    next: 'Check the network, add a mirror in Settings, or set HTTPS_PROXY.',
  },
  CHECKSUM_MISMATCH: {
    what: '{{what}} is not the genuine file',
    why: 'Expected {{expected}}, got {{actual}}. It was thrown away.',
    next: 'Choose another source. If it happens with several, somebody may be tampering with the connection.',
  },
  SUMDB_SIGNATURE: {
    what: "The checksum database's signature is wrong",
    why: '{{why}}',
    next: 'Do not go on with this proxy; choose another one.',
  },
  SUMDB_PROOF: {
    what: "The checksum database's answer does not prove itself",
    why: '{{why}}',
    next: 'Do not go on with this proxy; choose another one.',
  },
  SUMDB_FORK: {
    what: 'SECURITY: the checksum database shows two histories',
    why: 'What {{host}} shows does not continue what was seen before ({{oldSize}} and {{newSize}} records).',
    next: 'Stop installing. Both signed notes are kept in {{path}}; report them to the Go security team.',
  },
  SUMDB_MISSING: {
    what: '{{what}} is not in the checksum database',
    why: 'Its record holds no line for it.',
    next: 'Choose a released version.',
  },
  SUMDB_UNAVAILABLE: {
    what: 'The checksum database could not be reached',
    why: '{{why}}',
    next: 'Choose a proxy that serves the checksum database, such as proxy.golang.org or goproxy.cn.',
  },
  UNVERIFIED: {
    what: "{{what}} can't be verified",
    why: '{{why}}',
    next: 'GoReady places nothing unverified. Choose another source.',
  },
  ARCHIVE_INVALID: {
    what: '{{what}} is damaged',
    why: '{{why}}',
    next: 'Try again; if it stays so, choose another source.',
  },
  ARCHIVE_UNSAFE: {
    what: '{{what}} holds something it must not',
    why: '{{why}}',
    next: 'Do not use this source.',
  },
  DISK_FULL: {
    what: 'The disk is full',
    why: '{{path}} needs {{needed}} bytes, {{free}} are free.',
    next: 'Free some space and try again; the download is kept.',
  },
  PERMISSION_DENIED: {
    what: 'No permission for {{path}}',
    why: '{{why}}',
    next: 'Give yourself write permission there, or choose another folder in Settings.',
  },
  FILE_CHANGED: {
    what: '{{path}} was changed meanwhile',
    why: 'Something else wrote to it while GoReady was about to.',
    next: 'Look at the preview again and apply once more.',
  },
  FILE_UNSUITABLE: {
    what: "{{path}} can't be edited",
    why: '{{why}}',
    next: 'Change it by hand: copy the lines from the preview.',
  },
  STATE_CORRUPT: {
    what: "GoReady's own file {{path}} was damaged",
    why: '{{why}} It was set aside as {{kept}}.',
    next: 'Nothing to do: GoReady goes on with a fresh one.',
  },
  RELEASE_UNKNOWN: {
    what: 'There is no Go release {{version}}',
    why: 'None of the sources asked has it.',
    next: 'See `goready list --remote` or the Go versions page for what there is.',
  },
  RELEASE_NOT_FOR_PLATFORM: {
    what: '{{version}} is not made for this computer',
    why: 'There is no build for {{platform}}.',
    next: 'Choose another version.',
  },
  SDK_ACTIVE: {
    what: '{{version}} is in use',
    why: 'It is the Go that new shells find.',
    next: 'Switch to another version first.',
  },
  SDK_NOT_INSTALLED: {
    what: '{{version}} is not installed',
    why: 'There is no complete SDK at {{path}}.',
    next: 'Install it first.',
  },
  SDK_EXISTS: {
    what: 'Something is already at {{path}}',
    why: 'It was not placed by GoReady and is not a complete Go SDK.',
    next: 'Move it away or choose another SDK folder in Settings.',
  },
  GO_NOT_FOUND: {
    what: 'There is no Go yet',
    why: 'No go command was found.',
    next: 'Install Go first.',
  },
  GO_FAILED: {
    what: 'go {{what}} failed',
    why: 'It said: {{output}}',
    next: 'Read its message; the Environment page shows settings that often cause this.',
  },
  RC_MARKERS_BROKEN: {
    what: "GoReady's block in {{path}} is damaged",
    why: '{{why}}',
    next: 'Put the file right by hand, or delete the whole block, then try again.',
  },
  RC_BLOCK_EDITED: {
    what: "Somebody edited GoReady's block in {{path}}",
    why: 'Your text inside it would be lost.',
    next: 'Move your lines outside the block, then try again.',
  },
  RC_SYNTAX: {
    what: '{{path}} would not work any more',
    why: '{{shell}} says: {{why}}',
    next: 'The file was left as it was. Look for an open quote or an unfinished line at its end.',
  },
  SHELL_NOT_VERIFIED: {
    what: 'A fresh {{shell}} does not find the Go that GoReady set up',
    why: '{{why}}',
    next: 'Everything was put back. Remove or move what stands in the way, then try again.',
  },
  HOME_NOT_OWNED: {
    what: 'This home folder belongs to somebody else',
    why: '{{home}} is owned by uid {{owner}}, GoReady runs as uid {{user}}.',
    next: 'Run GoReady without sudo, as the owner of the home folder.',
  },
  HOME_NOT_ABSOLUTE: {
    what: 'GoReady does not know where its files belong',
    why: '{{name}} is "{{value}}", which is not a full path.',
    next: 'Set {{name}} to the full path of a folder of yours, such as /home/you, then start GoReady again.',
  },
  GOENV_OFF: {
    what: 'The go env file is switched off',
    why: 'GOENV=off is set, so Go reads no settings file.',
    next: 'Remove GOENV=off from the environment, then try again.',
  },
  GOENV_OVERRIDDEN: {
    what: '{{name}} was written, but something else wins',
    why: 'The environment sets {{name}}={{value}}.',
    next: 'Remove that line ({{where}}), then open a new terminal.',
  },
  GOENV_VARIABLE_UNKNOWN: {
    what: 'Go does not know {{name}}',
    why: 'The go command in use ({{version}}) has no such variable.',
    next: 'Check the spelling, or switch to a newer Go.',
  },
  GOENV_NOT_WRITTEN: {
    what: 'The go env file does not hold what was written',
    why: '{{why}} The old content was put back.',
    next: 'Close other programs that change Go settings and try again.',
  },
  PLAN_UNKNOWN: {
    what: 'This preview is no longer valid',
    why: 'GoReady was restarted or the preview was closed.',
    next: 'Make the preview again.',
  },
  PLAN_STALE: {
    what: 'The computer changed since the preview',
    why: '{{path}} is not as it was.',
    next: 'Look at the new preview and apply it.',
  },
  UNDO_CONFLICT: {
    what: '{{path}} was changed since',
    why: "Undoing would throw away somebody's change.",
    next: 'Look at both versions and decide; the old content is kept in History.',
  },
  MODULE_PATH_INVALID: {
    what: 'That is no module path',
    why: '{{path}}: $t(modules.fault.{{fault}})',
    next: 'Use something like example.com/hello: letters, digits, dots, dashes and slashes.',
  },
  DIRECTORY_NOT_EMPTY: {
    what: '{{path}} is not empty',
    why: 'GoReady makes a new module only in an empty or new folder.',
    next: 'Choose another folder.',
  },
} as const satisfies Record<FailureCode, { what: string; why: string; next: string }>
