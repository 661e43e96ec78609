export const report = {
  ui: {
    title: 'Diagnostic report',
    about: 'What a helper needs to know, without credentials and names. You see it first; it is sent nowhere.',
    preview: 'Show the report',
    write: 'Write the files',
    written: 'Written: {{paths}}',
  },
} as const
