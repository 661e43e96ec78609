import classes from './KeyHint.module.css'

/** The keys that do the same, such as Ctrl K. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export function KeyHint({ keys, os }: { readonly keys: string; readonly os: string }) {
  return <kbd className={classes.root}>{keys.replace('mod', os === 'darwin' ? '⌘' : 'Ctrl')}</kbd>
}
