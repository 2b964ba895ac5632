import { formatDuration } from '../terminal/format-duration.ts';
import { cutText } from '../terminal/render-table.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface ProgressStep {
  readonly step: string;
  readonly message: string;
}

interface ProgressReport {
  tell(progress: ProgressStep): void;
  /** Ends a line that would still be written over. */
  finish(): void;
}

const stepWidth = 11;
/** A count that goes up: on a terminal each line of it stands over the one before. */
const counting: ReadonlySet<string> = new Set(['deployments']);

/** What is being started, one line each with the time since the beginning. */
export function createProgressReport(terminal: Terminal, now: () => number): ProgressReport {
  const startedAtMs = now();
  let isOpen = false;
  const finish = () => {
    if (isOpen) terminal.write('\n');
    isOpen = false;
  };
  return {
    finish,
    tell({ step, message }) {
      const elapsed = formatDuration(now() - startedAtMs).padStart(8);
      const isLive = terminal.isLive && counting.has(step);
      if (!isLive) finish();
      const { paint, columns } = terminal;
      const room = columns - elapsed.length - stepWidth - 4;
      // What a pod said when it ended is wanted in full.
      const words = step === 'pod-exited' ? message : cutText(message, Math.max(1, room));
      const name = paint(step === 'pod-exited' ? 'warning' : 'accent', step.padEnd(stepWidth));
      const line = `${paint('faint', elapsed)}  ${name} ${words}`;
      terminal.write(isLive ? `\r\u001b[2K${line}` : `${line}\n`);
      isOpen = isLive;
    },
  };
}
