/** Examines the way to a module proxy, a checksum database or any address, hop by hop, and concludes what is wrong and what to do. */
export { createDoctor, type Doctor } from './doctor'
