/** Serves the app to the user's own browser on loopback, to nobody else. */
export { findChromium, hasDisplay } from './find-browser'
export { type Opened, openPage } from './open-page'
export { type ServeOptions, type Serving, serve } from './serve'
export { startWebHost, type WebHost, type WebHostOptions } from './start-web-host'
