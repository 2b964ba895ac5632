import { posix } from 'node:path';
import {
  type CommandPlace,
  imageFolder,
  isWithin,
  pathInContainer,
  refusedCodePath,
} from './decide-code-path.ts';
import { decideNodeOptions, type NodeOption, takesNextWord } from './decide-node-options.ts';

/** A command that may run: `node`, options, a script below `/app` and what the script gets. */
interface RunnableCommand {
  readonly options: readonly NodeOption[];
  /** Absolute and without `..`. */
  readonly script: string;
  readonly scriptIndex: number;
}

type CommandDecision = RunnableCommand | { readonly refused: string; readonly index: number };

const imagePrograms = ['node', '/usr/bin/node', '/usr/local/bin/node', '/nodejs/bin/node'];

/**
 * Whether a command may run on this machine. A manifest must not start arbitrary programs of the laptop that it is
 * rehearsed on: `node` alone runs, with code of the app folder. Takes the words as they are written: what decides must
 * not come from a variable.
 */
export function decideCommand(words: readonly string[], place: CommandPlace): CommandDecision {
  const [program, ...rest] = words;
  if (program === undefined)
    return refuse(0, 'is missing: images are not run here, so say what to run, `node` and a path under /app');
  if (!imagePrograms.includes(program)) {
    return refuse(0, `the command ${JSON.stringify(program)} is not run on one machine: only \`node\` is`);
  }
  const endOfOptions = optionsEnd(rest);
  const scriptIndex = 1 + (rest[endOfOptions] === '--' ? endOfOptions + 1 : endOfOptions);
  const decision = decideNodeOptions(rest.slice(0, endOfOptions), place);
  if ('refused' in decision) return refuse(1 + decision.index, decision.refused);
  const { options } = decision;
  const script = words[scriptIndex];
  if (script === undefined || script === '-')
    return refuse(
      Math.min(scriptIndex, words.length - 1),
      'the command names no script: name a path under /app',
    );
  return decideScript(words, script, scriptIndex, options, place);
}

/** How many words are options, with their values. */
function optionsEnd(words: readonly string[]): number {
  let end = 0;
  for (let word = words[end]; word?.startsWith('-') && word !== '-' && word !== '--'; word = words[end]) {
    end += takesNextWord(word) ? 2 : 1;
  }
  return Math.min(end, words.length);
}

function decideScript(
  words: readonly string[],
  script: string,
  scriptIndex: number,
  options: readonly NodeOption[],
  place: CommandPlace,
): CommandDecision {
  const written = JSON.stringify(script);
  if (script.includes('$')) {
    return refuse(scriptIndex, `the script ${written} has a variable in it: write out what is to run`);
  }
  const path = pathInContainer(script, place);
  const refused = refusedCodePath(path, place);
  if (refused !== null) return refuse(scriptIndex, `the script ${written} ${refused}`);
  const escaped = words.findIndex((word, index) => index > scriptIndex && escapes(word));
  if (escaped !== -1)
    return refuse(
      escaped,
      `the argument ${JSON.stringify(words[escaped])} leads out of /app: name a path under /app`,
    );
  return { options, script: path, scriptIndex };
}

function refuse(index: number, refused: string): CommandDecision {
  return { refused, index };
}

function escapes(word: string): boolean {
  return [word, word.slice(word.indexOf('=') + 1)].some(
    (path) => path.startsWith(`${imageFolder}/`) && !isWithin(posix.normalize(path), imageFolder),
  );
}
