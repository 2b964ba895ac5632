/** Side of a tile: three of them fit the first cache level of any current CPU, and it is no power of two. */
export const side: i32 = 48;
export const tileBytes: usize = (<usize>(side * side)) << 2;
const rowBytes: usize = (<usize>side) << 2;

/** Address of the tile in row `i` and column `j <= i` of the lower triangle, relative to its beginning. */
export function tileOffset(i: i32, j: i32): usize {
  return ((<usize>i * (<usize>i + 1)) / 2 + <usize>j) * tileBytes;
}

export function transpose(from: usize, to: usize): void {
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const value = load<f32>(from + <usize>row * rowBytes + ((<usize>column) << 2));
      store<f32>(to + <usize>column * rowBytes + ((<usize>row) << 2), value);
    }
  }
}

/** `to = left * right`, all row-major. */
export function multiply(to: usize, left: usize, right: usize): void {
  memory.fill(to, 0, tileBytes);
  subtractProduct(to, left, right);
  const end = to + tileBytes;
  for (let at = to; at < end; at += 16) v128.store(at, f32x4.neg(v128.load(at)));
}

/** `to -= left * right`, all row-major: blocks of four rows and eight columns stay in registers. */
export function subtractProduct(to: usize, left: usize, right: usize): void {
  for (let row = 0; row < side; row += 4) {
    const leftRow = left + <usize>row * rowBytes;
    const toRow = to + <usize>row * rowBytes;
    for (let column: usize = 0; column < rowBytes; column += 32) {
      subtractBlock(toRow + column, leftRow, right + column);
    }
  }
}

function subtractBlock(to: usize, left: usize, right: usize): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  let b0 = v128.load(to + rowBytes);
  let b1 = v128.load(to + rowBytes, 16);
  let c0 = v128.load(to + rowBytes * 2);
  let c1 = v128.load(to + rowBytes * 2, 16);
  let d0 = v128.load(to + rowBytes * 3);
  let d1 = v128.load(to + rowBytes * 3, 16);
  const end = left + rowBytes;
  for (let at = left, from = right; at < end; at += 4, from += rowBytes) {
    const r0 = v128.load(from);
    const r1 = v128.load(from, 16);
    const a = v128.load_splat<f32>(at);
    a0 = f32x4.sub(a0, f32x4.mul(a, r0));
    a1 = f32x4.sub(a1, f32x4.mul(a, r1));
    const b = v128.load_splat<f32>(at + rowBytes);
    b0 = f32x4.sub(b0, f32x4.mul(b, r0));
    b1 = f32x4.sub(b1, f32x4.mul(b, r1));
    const c = v128.load_splat<f32>(at + rowBytes * 2);
    c0 = f32x4.sub(c0, f32x4.mul(c, r0));
    c1 = f32x4.sub(c1, f32x4.mul(c, r1));
    const d = v128.load_splat<f32>(at + rowBytes * 3);
    d0 = f32x4.sub(d0, f32x4.mul(d, r0));
    d1 = f32x4.sub(d1, f32x4.mul(d, r1));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to + rowBytes, b0);
  v128.store(to + rowBytes, b1, 16);
  v128.store(to + rowBytes * 2, c0);
  v128.store(to + rowBytes * 2, c1, 16);
  v128.store(to + rowBytes * 3, d0);
  v128.store(to + rowBytes * 3, d1, 16);
}
