import { readFileSync } from 'node:fs';
import { runScript } from '@petstore/promql/conformance';

/** `npm run promtest -- FILE...`: runs scripts of Prometheus' test language and prints the result of each. */
const files = process.argv.slice(3);
if (files.length === 0) {
  console.error('usage: npm run promtest -- FILE...');
  process.exitCode = 2;
}
for (const file of files) {
  const { passed, failures, skipped } = runScript(readFileSync(file, 'utf8'));
  for (const { line, query, wanted, got } of failures) {
    console.log(`${file}:${line}: ${query}`);
    console.log(`  wanted: ${wanted}`);
    console.log(`  got:    ${got}`);
  }
  for (const reason of new Set(skipped.map((one) => one.reason)))
    console.log(`${file}: ${skipped.filter((one) => one.reason === reason).length} skipped: ${reason}`);
  console.log(`${file}: ${passed} passed, ${failures.length} failed, ${skipped.length} skipped`);
  if (failures.length > 0) process.exitCode = 1;
}
