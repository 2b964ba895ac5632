import { type ConfigOf, type Environment, loadConfig, serviceSettings } from '@petstore/chassis/config';

export type AdvisorConfig = ConfigOf<typeof serviceSettings>;

export function loadAdvisorConfig(environment: Environment): AdvisorConfig {
  return loadConfig(serviceSettings, environment);
}
