import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '@petstore/cli/create-program';
import { describe, expect, it } from 'vitest';
import { readSourceTree } from '../../scripts/boundaries/read-source-tree.ts';

const root = process.cwd();
const rows = readAskedFor();

describe("the README's table of requirements", () => {
  it('has rows that work, that work in part, and that do not work yet', () => {
    expect(rows.length).toBeGreaterThan(20);
    const unclear = rows.filter(({ works }) => !/^(yes$|in part: \S|not yet(: \S|$))/.test(works));
    expect(unclear).toEqual([]);
  });

  it.each(rows)('$works: $command', async ({ command, works }) => {
    const problem = await findProblem(splitWords(command));
    if (works.startsWith('not yet')) expect(problem, `${command} works: say so`).toBeDefined();
    else expect(problem).toBeUndefined();
  });
});

interface AskedFor {
  readonly command: string;
  readonly works: string;
}

function readAskedFor(): AskedFor[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const section = readme.split(/^## /m).find((text) => text.startsWith('What was asked for')) ?? '';
  return section
    .split('\n')
    .filter((line) => /^\|.*`/.test(line))
    .map((line) => {
      const [, , command = '', works = ''] = line.split('|').map((cell) => cell.replaceAll('`', '').trim());
      return { command, works };
    });
}

/** Splits a command with single quotes into words as a shell does. */
function splitWords(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Why a command cannot work; `undefined` when no problem is found. */
async function findProblem([program = '', ...args]: readonly string[]): Promise<string | undefined> {
  const line = [program, ...args].join(' ');
  if (line.startsWith('npx petstore ')) return findPetstoreProblem(args.slice(1));
  if (program === 'curl') return findPathProblem(args.at(-1) ?? '');
  if (/^kubectl apply -[fk] /.test(line) || line.startsWith('npm test -- ') || program === 'jupyter') {
    const file = args.at(-1) ?? '';
    return existsSync(join(root, file)) ? undefined : `there is no ${file}`;
  }
  if (program === 'kubectl') {
    const boot = readFileSync(join(root, 'engine/machine/boot/bring-up.ts'), 'utf8');
    return boot.includes('startClusterApi') ? undefined : 'the engine serves no Kubernetes API';
  }
  return `no check knows ${program}`;
}

/** Parses the command as the program does, without running it. */
async function findPetstoreProblem(args: readonly string[]): Promise<string | undefined> {
  let isAccepted = false;
  const program = createProgram(async () => {
    isAccepted = true;
  });
  for (const one of [program, ...program.commands]) {
    one.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return isAccepted ? undefined : 'parsed, and ran nothing';
}

/** A path of one of our services: this test looks for its route in the sources; a system test requests it. */
function findPathProblem(address: string): string | undefined {
  const route = new URL(address).pathname.replace(/\/\d+$/, '/:id');
  const isServed = [...readSourceTree(root).sources].some(
    ([path, text]) => /^services\/.*(?<!\.test)\.ts$/.test(path) && text.includes(`'${route}'`),
  );
  return isServed ? undefined : `no service has ${route}`;
}
