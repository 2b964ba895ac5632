/** Who calls: access tokens verified wherever a user's rows are touched. Issues no tokens. */
export {
  authenticate,
  authenticateIfPresent,
  authenticateOperator,
  jwksFrom,
  principalOf,
} from './authenticate.ts';
export { bearerCredentials } from './bearer-credentials.ts';
export { isOperator, type Principal, requireOperator } from './principal.ts';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts';
