export const modules = {
  reason: {
    goMod: 'What `go mod init {{module}}` writes',
    main: 'A program that prints hello, world',
  },
  newTitle: 'New module {{module}}',
} as const
