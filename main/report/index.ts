/** Gathers a diagnostic report of this machine from which credentials and the user's name are taken out. */
export { createReport, type Report } from './report-room'
