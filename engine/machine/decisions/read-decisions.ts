import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decisionsIn } from '../data-folder/data-folder.ts';
import { decisionFiles, nameOf } from './decision-ring.ts';

/**
 * Every decision that is kept in a data folder, oldest first. A line that a killed engine left half written is passed
 * over.
 */
export async function readDecisions(dataDirectory: string): Promise<readonly object[]> {
  const directory = decisionsIn(dataDirectory);
  const decisions: object[] = [];
  for (const number of await decisionFiles(directory)) {
    const text = await readFile(join(directory, nameOf(number)), 'utf8').catch(ifGone);
    decisions.push(...text.split('\n').flatMap(parseLine));
  }
  return decisions;
}

/** The engine may just have made place for a newer file. */
function ifGone(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

function parseLine(line: string): readonly object[] {
  try {
    const decision: unknown = JSON.parse(line);
    return typeof decision === 'object' && decision !== null ? [decision] : [];
  } catch {
    return [];
  }
}
