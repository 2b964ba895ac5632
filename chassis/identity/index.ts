/** Verifies access tokens wherever a user's rows are touched. Issues no tokens. */

export { isOperator, type Principal, requireOperator } from '../http/principal.ts';
export {
  authenticate,
  authenticateIfPresent,
  authenticateOperator,
  jwksFrom,
  principalOf,
} from './authenticate.ts';
export { bearerCredentials } from './bearer-credentials.ts';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts';
