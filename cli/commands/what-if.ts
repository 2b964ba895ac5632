import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Terminal } from '../terminal/terminal.ts';
import { whatIfForms } from '../what-if/forms.ts';
import { answerCases } from '../what-if/read-cases.ts';
import type { WhatIfKind } from '../what-if/what-if-kinds.ts';

/** Answers the cases of a document as the controller would decide them; nothing has to run for it. */
export async function whatIf(kind: WhatIfKind, input: Readable, terminal: Terminal): Promise<number> {
  if ('isTTY' in input && input.isTTY === true) {
    terminal.note('Reading cases from the terminal until Ctrl-D; --help has an example of each kind.');
  }
  const answers = answerCases(await text(input), whatIfForms[kind]);
  terminal.write(`${JSON.stringify(answers, null, 2)}\n`);
  return 0;
}
