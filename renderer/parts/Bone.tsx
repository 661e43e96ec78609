import classes from './Bone.module.css'

/** A placeholder with the geometry of the text that is coming. Width in pixels or percent; hidden from assistive technology. */
export function Bone({ width, height = 10 }: { readonly width: number | string; readonly height?: number }) {
  return <span className={classes.root} style={{ width, height }} aria-hidden />
}
