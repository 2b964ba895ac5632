/** Typed settings read from the environment; all problems are reported at once. Not a configuration store. */
export {
  boolean,
  choice,
  decimal,
  type Field,
  fileText,
  integer,
  list,
  optionalUrl,
  text,
  url,
  words,
} from './fields.ts';
export { type ConfigOf, type Environment, loadConfig } from './load-config.ts';
export { logLevel, type ServiceSettings, serviceSettings } from './service-settings.ts';
