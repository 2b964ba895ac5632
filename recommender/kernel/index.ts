/** Inverts Gram matrices with WebAssembly SIMD in worker threads over shared memory. Independent of recommendation. */
export {
  type GramProblem,
  type Inverse,
  type InversionOptions,
  invertGram,
  invertGramToWeights,
  type KeptWeights,
} from './invert-gram.ts';
export { gramInDouble, invertInDouble } from './invert-in-double.ts';
