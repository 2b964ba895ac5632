/** Parts of a Markdown document that can be checked: commands of its fenced shell blocks, and links to files. */
interface DocumentPromises {
  readonly commands: readonly { readonly line: number; readonly text: string }[];
  readonly links: readonly { readonly line: number; readonly target: string }[];
}

const shellLanguages = new Set(['', 'sh', 'bash', 'shell', 'console', 'zsh']);
const fencePattern = /^\s*(`{3,}|~{3,})\s*([\w-]*)/;
const linkPattern = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

/** Reads commands and relative links with their line numbers; prompts (`$ `) and comments are removed. */
export function readDocument(markdown: string): DocumentPromises {
  const commands: { line: number; text: string }[] = [];
  const links: { line: number; target: string }[] = [];
  let fence: { mark: string; isShell: boolean } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const line = index + 1;
    const mark = fencePattern.exec(text);
    if (fence && mark?.[1]?.startsWith(fence.mark) && !mark[2]) fence = undefined;
    else if (fence?.isShell) commands.push(...commandsOf(text).map((command) => ({ line, text: command })));
    else if (!fence && mark?.[1]) fence = { mark: mark[1], isShell: shellLanguages.has(mark[2] ?? '') };
    else if (!fence) links.push(...relativeLinks(text).map((target) => ({ line, target })));
  }
  return { commands, links };
}

/** The commands in a line of shell: `a && b; c | d` has four. */
function commandsOf(line: string): string[] {
  return line
    .replace(/^\s*\$\s+/, '')
    .replace(/(^|\s)#.*$/, '')
    .split(/&&|\|\||[;|]/)
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

function relativeLinks(line: string): string[] {
  const prose = line.replace(/`[^`]*`/g, '');
  return [...prose.matchAll(linkPattern)]
    .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z][a-z+.-]*:/i.test(target));
}
