/** The inverse of a Gram matrix: WebAssembly SIMD in worker threads over shared memory. Knows nothing of what is recommended. */
export {
  type GramProblem,
  type Inverse,
  type InversionOptions,
  invertGram,
  invertGramToWeights,
  type KeptWeights,
} from './invert-gram.ts';
export { gramInDouble, invertInDouble } from './invert-in-double.ts';
