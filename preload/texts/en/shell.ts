export const shell = {
  title: {
    path: 'Put Go on PATH in your shells',
  },
  reason: {
    block: 'So that every new {{shell}} finds Go: a block that reads one file of GoReady',
    envFile: "Puts Go first on PATH; your shells' files only read this file",
    removeBlock: "Take GoReady's block out of {{shell}}'s file",
    removeEnvFile: 'No shell reads it any more',
    disable: 'This line sets {{name}}; it is commented out, and undo brings it back',
    userPath: 'So that every new window finds Go first',
    undoUserPath: 'Take Go off {{name}} again',
  },
  note: {
    link: 'This is a link: the file behind it, {{target}}, is edited and the link stays.',
    workTree: 'The file is kept in a Git work tree ({{dir}}): the edit will show there as a change.',
    brokenBefore:
      '{{shell}} already has a complaint about {{path}}, so it may not get to the lines at its end: {{why}}',
    silent: 'A fresh {{shell}} ({{mode}}) did not answer before the change, so it can not be checked after it.',
    otherShell: 'Your login shell {{shell}} is none that GoReady can set up. Put {{dir}} first on its PATH by hand.',
    machinePath: "{{path}} is on the computer's own Path, which comes before yours. An administrator can remove it.",
    pathLong: 'Path becomes {{length}} characters long; some older programs read only 2047.',
  },
  leftOut: {
    readOnly:
      '{{shell}} is left out: {{path}}: $t(failures.PERMISSION_DENIED.why). Put this line into its file yourself: {{line}}',
    unsuitable:
      '{{shell}} is left out: {{path}} can not be edited, $t(failures.FILE_UNSUITABLE.why). Put this line into its file yourself: {{line}}',
    markers:
      "{{shell}} is left out: GoReady's block in {{path}} is damaged: $t(failures.RC_MARKERS_BROKEN.why) Put it right, or use this line: {{line}}",
    edited: "{{shell}} is left out: somebody edited GoReady's block in {{path}}. It should hold this line: {{line}}",
    syntax:
      '{{shell}} is left out: it would not read {{path}} any more: {{why}}. Put this line into it yourself: {{line}}',
  },
} as const
