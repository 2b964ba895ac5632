import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ApiClient } from '../kubectl/api-client.ts';
import { findKubectls } from '../kubectl/find-kubectl.ts';
import { FixtureCluster } from '../kubectl/fixture-cluster.ts';
import { recordCommands } from '../kubectl/record-commands.ts';
import {
  type AnswerShape,
  type RecordedExchange,
  type Recording,
  shapeOf,
} from '../kubectl/recorded-exchange.ts';

/**
 * What versions of kubectl send that Debian does not have, for the commands that Debian's cannot do or does with other
 * requests. To record them anew: `RECORD_KUBECTL=true npx vitest run --project system recorded-requests`.
 */
const folder = join(import.meta.dirname, '../kubectl/recordings');
const recordings = readdirSync(folder).map(
  (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording,
);

function bodyOf({ body }: RecordedExchange): Buffer | null {
  return body === null ? null : Buffer.from(body.content, body.encoding);
}

/** A watch goes on for ever: how it begins is all that is compared. */
async function replay(api: ApiClient, exchange: RecordedExchange): Promise<AnswerShape> {
  const { method, path, headers } = exchange;
  const answer = await api.stream(path, { method, headers, body: bodyOf(exchange) });
  const contentType = String(answer.headers['content-type'] ?? '');
  if (!/[?&]watch=(true|1)/.test(path))
    return shapeOf(answer.statusCode, contentType, await answer.body.text());
  answer.body.on('error', () => undefined).destroy();
  return shapeOf(answer.statusCode, contentType, '');
}

const recordedMinors = [27, 32, 33];

/** Writes the recordings instead of replaying them. */
function describeRecording(): void {
  const found = findKubectls().filter(({ minor }) => recordedMinors.includes(minor));
  test.each(found)('records kubectl 1.$minor', async (kubectl) => {
    const recording = await recordCommands(kubectl);
    const path = join(folder, `kubectl-1.${kubectl.minor}.json`);
    await writeFile(path, `${JSON.stringify(recording, null, 2)}\n`);
  });
}

function describeReplay(): void {
  test('there are recordings of three versions', () => {
    expect(recordings.map(({ minor }) => minor).sort()).toEqual(recordedMinors);
  });

  describe.each(recordings)('the requests of kubectl 1.$minor', ({ commands }) => {
    let cluster: FixtureCluster;
    let api: ApiClient;
    beforeAll(async () => {
      cluster = await FixtureCluster.start();
      api = await ApiClient.of(cluster);
    });
    afterAll(async () => {
      await api?.close();
      await cluster?.dispose();
    });

    test.each(commands)('$command', async ({ exchanges }) => {
      for (const exchange of exchanges) {
        const { method, path, answer } = exchange;
        // A client waits for an object until it is gone, or for usage until it was measured; so does this.
        if (method === 'GET')
          await vi.waitFor(async () => expect([path, await replay(api, exchange)]).toEqual([path, answer]));
        else expect([method, path, await replay(api, exchange)]).toEqual([method, path, answer]);
      }
    });
  });
}

if (process.env['RECORD_KUBECTL'] === 'true') describeRecording();
else describeReplay();
