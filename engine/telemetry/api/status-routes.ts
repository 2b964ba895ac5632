import { type ApiRoute, readOnly } from './api-route.ts';

/**
 * Clients read from the version what the server can do: it is that of the Prometheus whose language and API are
 * followed, and says after the plus whose it is.
 */
const buildInformation = {
  version: '3.0.0+marty-petstore',
  revision: 'none',
  branch: 'Marty Petstore telemetry, which is not Prometheus',
  buildUser: '',
  buildDate: '',
  goVersion: `none, Node.js ${process.version}`,
};

/** What this server is. */
export function statusRoutes(): Readonly<Record<string, ApiRoute>> {
  return { 'status/buildinfo': { methods: readOnly, answer: () => ({ data: buildInformation }) } };
}
