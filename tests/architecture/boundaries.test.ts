import { describe, expect, it } from 'vitest';
import { decideViolations } from '../../scripts/boundaries/decide-violations.ts';
import { readSourceTree } from '../../scripts/boundaries/read-source-tree.ts';

const tree = readSourceTree(process.cwd());

/** Service names that are not common words: the engine may mention a gateway, never the payment-service. */
const tellingNames = tree.packages
  .map(({ folder }) => folder)
  .filter((folder) => folder.startsWith('services/') && folder.includes('-'))
  .map((folder) => folder.slice('services/'.length));

function engineFilesThatName(names: readonly string[], sources: ReadonlyMap<string, string>): string[] {
  return [...sources]
    .filter(([path]) => path.startsWith('engine/') && !path.endsWith('.test.ts'))
    .filter(([, text]) => names.some((name) => text.includes(name)))
    .map(([path]) => path);
}

describe('the layout', () => {
  it('has no violation: imports, declared dependencies, sizes and names', () => {
    const lines = decideViolations(tree).map(({ path, line, message }) => `${path}:${line}: ${message}`);
    expect(lines).toEqual([]);
  });

  it('is checked on the real tree, tooling and services alike', () => {
    expect([...tree.sources.keys()]).toEqual(
      expect.arrayContaining(['scripts/start.mjs', 'cli/bin/petstore.mjs', 'vitest.config.ts']),
    );
    expect(tree.packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['marty-petstore', '@petstore/chassis', '@petstore/gateway']),
    );
  });

  it('catches a violation planted into the real tree', () => {
    const path = 'services/gateway/planted.ts';
    const text = "import { start } from '@petstore/engine/kubelet';\nexport default start;\n";
    const planted = { ...tree, sources: new Map([...tree.sources, [path, text]]) };
    const messages = decideViolations(planted).filter((one) => one.path === path);
    expect(messages.map(({ line }) => line)).toEqual([1, 2]);
  });
});

describe('the engine', () => {
  it('does not name any service in its code', () => {
    expect(engineFilesThatName(tellingNames, tree.sources)).toEqual([]);
  });

  it('fails this check when it names one', () => {
    const planted = new Map([
      ...tree.sources,
      ['engine/planted.ts', "if (name === 'payment-service') retry();"],
    ]);
    expect(engineFilesThatName(tellingNames, planted)).toContain('engine/planted.ts');
  });
});
