export const journal = {
  reason: {
    undo: 'Put {{file}} back as it was',
    undoLink: 'Point back to where it pointed',
  },
  undoTitle: 'Undo {{count}} change(s)',
  linkMoved: '{{path}} was switched since and stays where it points',
  undoConflicts: '{{count}} file(s) were changed since and stay as they are',
  changedSince: 'Somebody changed this file since; undoing would throw that away',
} as const
