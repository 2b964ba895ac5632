/** Implicit ALS: vectors of users and items, for catalogues that are too large for EASE^R. */
export { fitImplicitAls, type ImplicitAlsOptions } from './fit-implicit-als.ts';
export { factorize, substitute } from './solve-symmetric.ts';
