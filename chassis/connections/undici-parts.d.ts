/**
 * Single modules of undici: its index also loads fetch, WebSocket and caches, which cost every process 7 MB and 50 ms.
 */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  // biome-ignore lint/style/noDefaultExport: the module has a default export.
  export default Pool;
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  import { Dispatcher } from 'undici';

  // biome-ignore lint/style/noDefaultExport: the module has a default export.
  export default Dispatcher;
}

declare module 'undici/lib/api/index.js' {
  import type { Dispatcher } from 'undici';

  const api: Pick<Dispatcher, 'request' | 'stream' | 'pipeline' | 'connect' | 'upgrade'>;
  // biome-ignore lint/style/noDefaultExport: the module has a default export.
  export default api;
}
