/** The sentences that the list of fields without effect prints, each written once. */
export const reasons = {
  annotations: 'no controller on this machine reads it',
  container: 'a pod is a plain process: there is no container runtime',
  credentials:
    'the API here knows one token, of the user who started the system: pods get none, and roles grant nothing',
  dns: 'names are not looked up in DNS: the engine puts addresses where a value names a Service',
  exposure: 'every Service port opens on 127.0.0.1 and nowhere else',
  fileModes: 'mounted files belong to the user that runs the engine',
  images: 'images are not pulled: the tag names a build on this machine',
  isolation: 'processes run as the user of the engine, without isolation from one another',
  exports: 'pods reach the Services of every namespace here',
  mounts: 'a mounted volume is a folder of this machine, not a mount',
  oneServer: 'one embedded PostgreSQL server stands for the cluster',
  resources: 'measured, not enforced, on one machine',
  scheduling: 'there is one node, and its scheduler looks at requests of CPU and memory alone',
  serverSet: 'set by the API server, not by a manifest',
  storage: 'data lies in the data folder of the engine',
  upkeep: 'the embedded PostgreSQL is kept by the engine, not by the operator',
  podDeletion: 'pods get the owner that makes them, and go when their processes have ended',
} as const;
