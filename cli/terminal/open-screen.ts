import type { Terminal } from './terminal.ts';

export interface Screen {
  /** Replaces the content. */
  draw(text: string): void;
  /** Restores the terminal. */
  close(): void;
}

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const clearLine = '\u001b[K';
const clearBelow = '\u001b[J';

/** Opens the terminal's alternate screen for content that is redrawn; without such a terminal each text is appended. */
export function openScreen(terminal: Terminal): Screen {
  if (!terminal.isLive) return { draw: (text) => terminal.say(`${text}\n`), close: () => undefined };
  terminal.write(enter);
  return {
    draw(text) {
      const lines = text.split('\n');
      const shown = lines.length <= terminal.rows ? lines : [...lines.slice(0, terminal.rows - 1), moreBelow];
      // Lines are overwritten rather than cleared first, which would flicker.
      terminal.write(home + shown.map((line) => line + clearLine).join('\r\n') + clearBelow);
    },
    close: () => terminal.write(leave),
  };
}

const moreBelow = '… (the terminal is too low for the rest)';
