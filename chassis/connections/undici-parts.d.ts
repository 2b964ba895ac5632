/** Parts of undici by themselves: its index also loads fetch, WebSocket and caches, 7 MB and 50 ms of every process. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  // biome-ignore lint/style/noDefaultExport: it is what the module has.
  export default Pool;
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  import { Dispatcher } from 'undici';

  // biome-ignore lint/style/noDefaultExport: it is what the module has.
  export default Dispatcher;
}

declare module 'undici/lib/api/index.js' {
  import type { Dispatcher } from 'undici';

  const api: Pick<Dispatcher, 'request' | 'stream' | 'pipeline' | 'connect' | 'upgrade'>;
  // biome-ignore lint/style/noDefaultExport: it is what the module has.
  export default api;
}
