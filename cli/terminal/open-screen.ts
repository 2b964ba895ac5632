import type { Terminal } from './terminal.ts';

export interface Screen {
  /** Shows a text in place of the one before. */
  draw(text: string): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const clearLine = '\u001b[K';
const clearBelow = '\u001b[J';

/** A page of the terminal that is drawn over; where there is no such terminal, each text follows the one before. */
export function openScreen(terminal: Terminal): Screen {
  if (!terminal.isLive) return { draw: (text) => terminal.say(`${text}\n`), close: () => undefined };
  terminal.write(enter);
  return {
    draw(text) {
      const lines = text.split('\n');
      const shown = lines.length <= terminal.rows ? lines : [...lines.slice(0, terminal.rows - 1), moreBelow];
      // Each line is written over its predecessor, and nothing is cleared before: no flicker.
      terminal.write(home + shown.map((line) => line + clearLine).join('\r\n') + clearBelow);
    },
    close: () => terminal.write(leave),
  };
}

const moreBelow = '… (the terminal is too low for the rest)';
