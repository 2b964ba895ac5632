import { formatDuration } from '../terminal/format-duration.ts';
import { cutText } from '../terminal/render-table.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface ProgressStep {
  readonly step: string;
  readonly message: string;
}

interface ProgressReport {
  show(progress: ProgressStep): void;
  /** Ends a line that is still being rewritten. */
  finish(): void;
}

const stepWidth = 11;
/** Steps that only count up: on a terminal each message replaces the one before. */
const counting: ReadonlySet<string> = new Set(['deployments']);

/** Reports the progress of a start, one line per step with the elapsed time. */
export function createProgressReport(terminal: Terminal, now: () => number): ProgressReport {
  const startedAtMs = now();
  let isOpen = false;
  const finish = () => {
    if (isOpen) terminal.write('\n');
    isOpen = false;
  };
  return {
    finish,
    show({ step, message }) {
      const elapsed = formatDuration(now() - startedAtMs).padStart(8);
      const isLive = terminal.isLive && counting.has(step);
      if (!isLive) finish();
      const { paint, columns } = terminal;
      const room = columns - elapsed.length - stepWidth - 4;
      // The last output of a pod that exited is not truncated.
      const words = step === 'pod-exited' ? message : cutText(message, Math.max(1, room));
      const name = paint(step === 'pod-exited' ? 'warning' : 'accent', step.padEnd(stepWidth));
      const line = `${paint('faint', elapsed)}  ${name} ${words}`;
      terminal.write(isLive ? `\r\u001b[2K${line}` : `${line}\n`);
      isOpen = isLive;
    },
  };
}
