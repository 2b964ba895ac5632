import { type ManifestSet, positionOf } from '@petstore/engine/manifests';
import { PromqlError } from '@petstore/promql';
import { isKnownMetric, strangeLabels } from './known-metrics.ts';
import { listQueries, recordedNames, type WrittenQuery } from './list-queries.ts';
import { namesInQuery } from './names-in-query.ts';

function problemsOf({ query, series }: WrittenQuery, recorded: ReadonlySet<string>): readonly string[] {
  try {
    return namesInQuery(query, series).flatMap(({ name, labels }) => {
      if (recorded.has(name)) return [];
      if (!isKnownMetric(name)) {
        return [`${name} is emitted by no process: take one of docs/reference/metrics.md`];
      }
      return strangeLabels(name, labels).map(
        (label) => `${name} has no label ${label}: see docs/reference/metrics.md`,
      );
    });
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return [`is no PromQL: ${error.message}`];
  }
}

/** What is no query, asks for metrics that no process emits, or by labels that they do not have; a line each. */
export function checkMetrics(set: ManifestSet): readonly string[] {
  const recorded = new Set(recordedNames(set));
  const problems = listQueries(set).flatMap((written) => {
    const { file, line } = positionOf(written.object, written.path);
    return problemsOf(written, recorded).map((problem) => `${file}:${line}: ${problem}`);
  });
  return [...new Set(problems)];
}
