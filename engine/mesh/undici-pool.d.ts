/** undici's pool by itself: its whole index also loads fetch, WebSocket and caches, 7 MB and 40 ms that the proxy never uses. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  // biome-ignore lint/style/noDefaultExport: it is what the module has.
  export default Pool;
}
