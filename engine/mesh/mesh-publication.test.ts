import { expect, test } from 'vitest';
import type { MeshConfiguration } from './index.ts';
import { MeshPublication } from './mesh-publication.ts';

function publication() {
  const applied: { readonly adminPort: number; readonly settle: (error?: Error) => void }[] = [];
  let state = 0;
  const lateness: (() => void)[] = [];
  const mesh = {
    apply: ({ adminPort }: MeshConfiguration) =>
      new Promise<void>((resolve, reject) => {
        applied.push({ adminPort, settle: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
  };
  const published = new MeshPublication({
    mesh: () => mesh,
    compose: () => ({ adminPort: state, allowedHosts: [], listeners: [], services: [] }),
    clock: { now: () => 0, wait: () => new Promise((resolve) => lateness.push(resolve)) },
  });
  return {
    applied,
    published,
    change: () => {
      state += 1;
    },
    beLate: () => {
      for (const pass of lateness) pass();
    },
  };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}

test('sends one configuration for all who ask at once', async () => {
  const { applied, published, change } = publication();
  const first = published.publish();
  change();
  const second = published.publish();
  await turns();
  expect(applied.map(({ adminPort }) => adminPort)).toEqual([1]);
  applied[0]?.settle();
  await Promise.all([first, second]);
});

test('sends what changed in the meantime when the one on its way is applied', async () => {
  const { applied, published, change } = publication();
  const first = published.publish();
  await turns();
  change();
  let isSecondDone = false;
  const second = published.publish().then(() => {
    isSecondDone = true;
  });
  applied[0]?.settle();
  await first;
  await turns();
  expect(isSecondDone).toBe(false);
  expect(applied[1]?.adminPort).toBe(1);
  applied[1]?.settle();
  await second;
});

test('tells those who asked of a refusal, and goes on with the next', async () => {
  const { applied, published } = publication();
  const refused = published.publish();
  await turns();
  applied[0]?.settle(new Error('port taken'));
  await expect(refused).rejects.toThrow('port taken');
  const next = published.publish();
  await turns();
  applied[1]?.settle();
  await next;
});

test('does not wait for a proxy that never answers', async () => {
  const { published, beLate } = publication();
  const hanging = published.publish();
  await turns();
  beLate();
  await expect(hanging).rejects.toMatchObject({ code: 'mesh-silent' });
});
