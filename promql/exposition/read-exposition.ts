import { decodeText } from './decode-text.ts';
import type { ExpositionFormat, ExpositionReader } from './exposition-reader.ts';
import { hash, LineCursor, LineRefused } from './line-cursor.ts';
import { readMetadata } from './read-metadata.ts';
import { SampleLine } from './sample-line.ts';

/** How much of a line a problem shows. */
const shownCharacters = 120;

/**
 * Reads what a target exposes: every sample, what is said of the families, and each line that cannot be read, with its number; a bad line
 * costs nothing but itself (Prometheus gives up the whole scrape). Follows https://prometheus.io/docs/instrumenting/exposition_formats/ and
 * https://prometheus.io/docs/specs/om/open_metrics_spec/. Native histograms, which only come as protobuf, are no part of it.
 *
 * @example
 * readExposition(body, 'text', {
 *   sample: ({ series, value }) => console.log(series, value),
 *   metadata: () => undefined,
 *   problem: ({ line, message }) => console.error(`line ${line}: ${message}`),
 * });
 */
export function readExposition(bytes: Uint8Array, format: ExpositionFormat, reader: ExpositionReader): void {
  const cursor = new LineCursor(bytes);
  const sample = new SampleLine(cursor, format);
  const isStrict = format === 'openmetrics';
  let isOver = false;
  let line = 0;
  for (let next = 0; next < bytes.length; ) {
    next = cursor.enter(next);
    line += 1;
    try {
      if (isOver) throw new LineRefused('nothing may follow # EOF');
      if (!isStrict) cursor.skipBlanks();
      if (cursor.isDone) {
        if (isStrict) throw new LineRefused('OpenMetrics has no empty lines');
      } else if (cursor.bytes[cursor.at] === hash) {
        const metadata = readMetadata(cursor, format);
        if (metadata === 'end') isOver = true;
        else if (metadata !== null) reader.metadata(metadata);
      } else {
        sample.read(line);
        reader.sample(sample);
      }
    } catch (error) {
      if (!(error instanceof LineRefused)) throw error;
      reader.problem({ line, message: error.message, text: shown(cursor, next) });
    }
  }
  if (isStrict && !isOver)
    reader.problem({ line: line + 1, message: 'the exposition does not end with # EOF', text: '' });
}

function shown(cursor: LineCursor, next: number): string {
  const start = cursor.bytes.lastIndexOf(0x0a, next - 2) + 1;
  const written = cursor.text(Math.max(0, start), Math.min(cursor.end, start + shownCharacters));
  return decodeText(written) ?? written;
}
