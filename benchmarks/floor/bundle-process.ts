import { build } from 'esbuild';

/**
 * Bundles a program and all packages into one file, as the build does with our services. It is run by `node FILE`.
 */
export async function bundleProcess(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifyWhitespace: true,
    legalComments: 'none',
    external: ['pg-native'],
    logLevel: 'silent',
  });
}
