/** Where the host puts sizes and addresses: 32-bit words from this address on, in the order of `describe-memory.ts`. */
const block: usize = 64;

function word(index: i32): u32 {
  return load<u32>(block + ((<usize>index) << 2));
}

export let columns: i32 = 0;
export let padded: i32 = 0;
export let tiles: i32 = 0;
export let threads: i32 = 0;
/** 0: every entry of the inverse; otherwise how many weights of each row are kept. */
export let kept: i32 = 0;
export let rowStarts: usize = 0;
export let rowColumns: usize = 0;
export let columnStarts: usize = 0;
export let columnRows: usize = 0;
export let rowWeights: usize = 0;
export let columnScales: usize = 0;
export let ridges: usize = 0;
export let tileOffsets: usize = 0;
export let matrix: usize = 0;
export let products: usize = 0;
export let transposed: usize = 0;
export let pivot: usize = 0;
export let pivotWork: usize = 0;
export let diagonal: usize = 0;
export let scratch: usize = 0;
export let scratchStride: usize = 0;
export let keptColumns: usize = 0;
export let output: usize = 0;

export function readParameters(): void {
  columns = word(0);
  padded = word(1);
  tiles = word(2);
  threads = word(3);
  kept = word(4);
  rowStarts = word(5);
  rowColumns = word(6);
  columnStarts = word(7);
  columnRows = word(8);
  rowWeights = word(9);
  columnScales = word(10);
  ridges = word(11);
  tileOffsets = word(12);
  matrix = word(13);
  products = word(14);
  transposed = word(15);
  pivot = word(16);
  pivotWork = word(17);
  diagonal = word(18);
  scratch = word(19);
  scratchStride = word(20);
  keptColumns = word(21);
  output = word(22);
}
