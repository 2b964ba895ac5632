import { expect, test } from 'vitest';
import { createPortAllocator, podPorts, startingPort } from './port-allocator.ts';

const allFree = () => Promise.resolve(true);

test('begins inside the range, at another place for another offset', () => {
  const starts = [0, 1, 100, 1000, 5000].map(startingPort);
  expect(new Set(starts).size).toBe(starts.length);
  for (const start of starts) {
    expect(start).toBeGreaterThanOrEqual(podPorts.first);
    expect(start).toBeLessThanOrEqual(podPorts.last);
  }
});

test('never hands out a port twice, even to two who ask at once', async () => {
  const allocator = createPortAllocator(0, allFree);
  const ports = await Promise.all(Array.from({ length: 50 }, () => allocator.allocate()));
  expect(new Set(ports).size).toBe(50);
});

test('passes over a port that another process has', async () => {
  const start = startingPort(7);
  const allocator = createPortAllocator(7, (port) => Promise.resolve(port !== start));
  expect(await allocator.allocate()).toBe(start + 1);
});

test('goes round at the end of the range and uses released ports again', async () => {
  const free = new Set([podPorts.first + 3]);
  const allocator = createPortAllocator(0, (port) => Promise.resolve(free.has(port)));
  const port = await allocator.allocate();
  expect(port).toBe(podPorts.first + 3);
  allocator.release(port);
  expect(await allocator.allocate()).toBe(port);
});

test('says what to do when every port is taken', async () => {
  const allocator = createPortAllocator(0, () => Promise.resolve(false));
  await expect(allocator.allocate()).rejects.toMatchObject({ code: 'no-free-pod-port' });
});
