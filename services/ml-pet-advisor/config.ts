import {
  type ConfigOf,
  type Environment,
  loadConfig,
  serviceSettings,
  text,
  url,
} from '@petstore/chassis/config';

const shape = {
  ...serviceSettings,
  jwksUrl: url('JWKS_URL', { default: 'http://gateway:8080' }),
  jwtIssuer: text('JWT_ISSUER', { default: 'urn:petstore:gateway' }),
  jwtAudience: text('JWT_AUDIENCE', { default: 'petstore' }),
};

export type AdvisorConfig = ConfigOf<typeof shape>;

export function loadAdvisorConfig(environment: Environment): AdvisorConfig {
  return loadConfig(shape, environment);
}
