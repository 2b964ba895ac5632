import { type ManifestSet, positionOf } from '@petstore/engine/manifests';
import { isKnownMetric, strangeLabels } from './known-metrics.ts';
import { listQueries, recordedNames } from './list-queries.ts';
import { namesInQuery } from './names-in-query.ts';

/** Queries for metrics that no process emits, or by labels that they do not have; a line each. */
export function checkMetrics(set: ManifestSet): readonly string[] {
  const recorded = new Set(recordedNames(set));
  const problems = listQueries(set).flatMap(({ object, path, query, series }) => {
    const { file, line } = positionOf(object, path);
    return namesInQuery(query, series).flatMap(({ name, labels }) => {
      const place = `${file}:${line}`;
      if (recorded.has(name)) return [];
      if (!isKnownMetric(name)) {
        return [`${place}: ${name} is emitted by no process: take one of docs/reference/metrics.md`];
      }
      return strangeLabels(name, labels).map(
        (label) => `${place}: ${name} has no label ${label}: see docs/reference/metrics.md`,
      );
    });
  });
  return [...new Set(problems)];
}
