/** Serves the app to the user's own browser on loopback, to nobody else. */
export { serve } from './serve'
