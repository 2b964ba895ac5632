import { generalText } from '../histogram/number-text.ts';
import { absent, type InstantSeries } from '../query/instant-series.ts';
import type { Labels } from '../series/labels.ts';
import type { AggregationInput } from './aggregation-input.ts';
import { Selection } from './select-k.ts';

const mask = 0xffff_ffff_ffff_ffffn;
const prime1 = 0x9e37_79b1_85eb_ca87n;
const prime2 = 0xc2b2_ae3d_27d4_eb4fn;
const prime3 = 0x1656_67b1_9e37_79f9n;
const prime4 = 0x85eb_ca77_c2b2_ae63n;
const prime5 = 0x27d4_eb2f_1656_67c5n;

/** `limit_ratio`: a share of the series by the hash of their labels; a negative ratio takes the complement. */
export function limitRatio(input: AggregationInput): InstantSeries[] {
  const { context, expression, parameter } = input;
  const span = expression.parameter?.span ?? expression.span;
  if (parameter.every((ratio) => ratio === 0)) return [];
  if (parameter.some(Number.isNaN)) throw context.error('Ratio value is NaN', span);
  const largest = parameter.reduce((one, other) => Math.max(one, other));
  const smallest = parameter.reduce((one, other) => Math.min(one, other));
  for (const [ratio, bound] of [[largest, 1] as const, [smallest, -1] as const])
    if (bound > 0 ? ratio > bound : ratio < bound)
      context.warn(
        `ratio value should be between -1 and 1, got ${generalText(ratio)}, capping to ${bound}`,
        span,
      );
  const selection = new Selection(input);
  for (const { members } of input.groups)
    for (const series of members) {
      const share = hashShare(series.labels);
      for (let step = 0; step < input.count; step++) {
        const ratio = Math.max(-1, Math.min(1, parameter[step] ?? 0));
        if (series.present[step] === absent || ratio === 0) continue;
        if (ratio > 0 ? share < ratio : share >= 1 + ratio) selection.keep(series, step);
      }
    }
  return selection.series;
}

/** The hash of a set of labels as a number from 0 up to 1, the same for the same labels everywhere. */
function hashShare(labels: Labels): number {
  return Number(xxHash64(encode(labels))) / 2 ** 64;
}

/** Names and values, each after its length, as Prometheus keeps labels in memory. */
function encode(labels: Labels): Uint8Array {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const pair of labels)
    for (const text of pair) {
      const encoded = encoder.encode(text);
      if (encoded.length < 255) bytes.push(encoded.length);
      else bytes.push(255, encoded.length & 255, (encoded.length >> 8) & 255, (encoded.length >> 16) & 255);
      for (const byte of encoded) bytes.push(byte);
    }
  return Uint8Array.from(bytes);
}

/** xxHash, 64 bits, seed 0 (Yann Collet's specification). */
function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  let hash = prime5;
  if (bytes.length >= 32) {
    const lanes = [(prime1 + prime2) & mask, prime2, 0n, -prime1 & mask];
    for (; at + 32 <= bytes.length; at += 32)
      lanes.forEach((lane, index) => {
        lanes[index] = round(lane, view.getBigUint64(at + 8 * index, true));
      });
    hash = lanes.reduce(
      (sum, lane, index) => (sum + rotate(lane, [1n, 7n, 12n, 18n][index] ?? 0n)) & mask,
      0n,
    );
    for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * prime1 + prime4) & mask;
  }
  hash = (hash + BigInt(bytes.length)) & mask;
  for (; at + 8 <= bytes.length; at += 8)
    hash = (rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4) & mask;
  if (at + 4 <= bytes.length) {
    hash =
      (rotate(hash ^ ((BigInt(view.getUint32(at, true)) * prime1) & mask), 23n) * prime2 + prime3) & mask;
    at += 4;
  }
  for (; at < bytes.length; at++)
    hash = (rotate(hash ^ ((BigInt(bytes[at] ?? 0) * prime5) & mask), 11n) * prime1) & mask;
  hash = ((hash ^ (hash >> 33n)) * prime2) & mask;
  hash = ((hash ^ (hash >> 29n)) * prime3) & mask;
  return hash ^ (hash >> 32n);
}

function round(lane: bigint, input: bigint): bigint {
  return (rotate((lane + input * prime2) & mask, 31n) * prime1) & mask;
}

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & mask;
}
