import { cutText } from '../terminal/render-table.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface WaitingLine {
  /** What is being done, over what was told before; in full only where lines can be written over. */
  tell(activity: string, detail: string): void;
  clear(): void;
}

/** One line that says how far something long is. Elsewhere than on a terminal each new activity is told once, on standard error. */
export function createWaitingLine(terminal: Terminal): WaitingLine {
  let isOpen = false;
  let activity = '';
  return {
    tell(next, detail) {
      const text = `${next} ${detail}`;
      if (terminal.isLive) {
        terminal.write(`\r\u001b[2K${terminal.paint('faint', cutText(text, terminal.columns - 1))}`);
        isOpen = true;
        return;
      }
      if (next !== activity) terminal.note(next);
      activity = next;
    },
    clear() {
      if (isOpen) terminal.write('\r\u001b[2K');
      isOpen = false;
    },
  };
}
