import { compileKernel } from './compile-kernel.mjs';

/** Import path of the compiled kernel, a file that exists only in bundles. */
const pattern = /(^|\/)kernel\.wasm$/;

/** esbuild plugin that embeds the compiled kernel as bytes. */
export const kernelForEsbuild = {
  name: 'recommender kernel',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: pattern }, () => ({ path: 'kernel.wasm', namespace: 'recommender-kernel' }));
    onLoad({ filter: pattern, namespace: 'recommender-kernel' }, async () => ({
      contents: asModule(await compileKernel()),
      loader: 'js',
    }));
  },
};

const resolvedId = '\0recommender/kernel.wasm.js';

/** The same plugin for vitest. */
export const kernelForVite = {
  name: 'recommender kernel',
  enforce: 'pre',
  resolveId: (id) => (pattern.test(id) ? resolvedId : undefined),
  load: async (id) => (id === resolvedId ? asModule(await compileKernel()) : undefined),
};

function asModule(binary) {
  const text = JSON.stringify(binary.toString('base64'));
  return `export const kernelBytes = Uint8Array.from(Buffer.from(${text}, 'base64'));\n`;
}
