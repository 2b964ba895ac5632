import { expect, test } from 'vitest';
import { nodeCapacity } from '../../api/objects/node-capacity.ts';
import { decideFit, unused } from './decide-fit.ts';

const capacity = { cpu: 4, memoryBytes: 2 ** 30, pods: 3 };
const half = { cpu: 0.5, memoryBytes: 2 ** 29 };
const nothing = { cpu: 0, memoryBytes: 0 };

test.each([
  { what: 'an empty node', asked: half, used: unused, isCordoned: false, says: null },
  {
    what: 'all of the node',
    asked: { cpu: 4, memoryBytes: 2 ** 30 },
    used: unused,
    isCordoned: false,
    says: null,
  },
  {
    what: 'sums that decimal fractions make inexact',
    asked: { cpu: 0.1, memoryBytes: 0 },
    used: { cpu: 0.1 + 0.2 + 3.6, memoryBytes: 0, pods: 1 },
    isCordoned: false,
    says: null,
  },
  {
    what: 'too little cpu',
    asked: half,
    used: { cpu: 3.75, memoryBytes: 0, pods: 1 },
    isCordoned: false,
    says: '1 Insufficient cpu. preemption',
  },
  {
    what: 'too little of both',
    asked: half,
    used: { cpu: 3.75, memoryBytes: 2 ** 29 + 2 ** 20, pods: 1 },
    isCordoned: false,
    says: '1 Insufficient cpu, 1 Insufficient memory. preemption',
  },
  {
    what: 'no place for one more pod, though it requests nothing',
    asked: nothing,
    used: { cpu: 0, memoryBytes: 0, pods: 3 },
    isCordoned: false,
    says: '1 Too many pods. preemption',
  },
  {
    what: 'a cordoned node',
    asked: nothing,
    used: unused,
    isCordoned: true,
    says: '1 node(s) were unschedulable.',
  },
])('$what', ({ asked, used, isCordoned, says }) => {
  const decision = decideFit(asked, { capacity, used, isCordoned });
  expect(decision.fits).toBe(says === null);
  if (!decision.fits) expect(decision.message).toContain(`0/1 nodes are available: ${says}`);
});

test('says with which numbers it refuses', () => {
  const decision = decideFit(half, {
    capacity,
    used: { cpu: 3.75, memoryBytes: 2 ** 28, pods: 2 },
    isCordoned: false,
  });
  expect(decision).toEqual({
    fits: false,
    message:
      '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod. The pod requests cpu 500m and memory 512Mi; 2 pods of at most 3 request cpu 3750m of 4 and memory 256Mi of 1024Mi.',
  });
});

test.each([
  { cores: 1, cpu: 4 },
  { cores: 2, cpu: 6 },
  { cores: 8, cpu: 24 },
])('a machine of $cores cores carries requests of $cpu', ({ cores, cpu }) => {
  expect(nodeCapacity({ cores, memoryBytes: 8 * 2 ** 30 })).toEqual({
    cpu,
    memoryBytes: 12 * 2 ** 30,
    pods: 110,
  });
});
