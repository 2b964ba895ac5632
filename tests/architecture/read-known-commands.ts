import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What may be typed: npm scripts, commands of `petstore` and their options, and files to run. */
export interface KnownCommands {
  readonly npmScripts: ReadonlySet<string>;
  readonly petstoreCommands: ReadonlySet<string>;
  readonly petstoreOptions: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

/** Options that the command line's library answers by itself. */
const builtInOptions = ['--help', '-h', '--version', '-V'];

/** Reads them from where they are defined: package.json and the sources of the command line. */
export function readKnownCommands(root: string, sources: ReadonlyMap<string, string>): KnownCommands {
  const manifest: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const cli = [...sources].filter(([path]) => path.startsWith('cli/') && !path.endsWith('.test.ts'));
  const text = cli.map(([, source]) => source).join('\n');
  return {
    npmScripts: new Set(Object.keys(manifest.scripts)),
    petstoreCommands: new Set(captures(text, /\.command\(\s*['"`]([a-z][a-z-]*)/g)),
    petstoreOptions: new Set([...builtInOptions, ...captures(text, /(?<![\w-])(--?[a-z][a-z-]*)/g)]),
    files: new Set(sources.keys()),
  };
}

function captures(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}
