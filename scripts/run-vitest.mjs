import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests } from './count-tests.mjs';
import { runChild } from './run-child.mjs';

/** Runs vitest's projects with their output on the terminal, and returns the counts of the report. */
export async function runVitest({ root, projects, filters = [] }) {
  const folder = fs.mkdtempSync(join(tmpdir(), 'petstore-tests-'));
  const report = join(folder, 'report.json');
  try {
    const { exitCode } = await runChild(
      process.execPath,
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        ...projects.map((project) => `--project=${project}`),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...filters,
      ],
      { cwd: root, inherit: true },
    );
    return countTests(readReport(report), exitCode);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path) {
  return fs.existsSync(path) ? JSON.parse(fs.readFileSync(path, 'utf8')) : undefined;
}
