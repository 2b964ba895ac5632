/** The `wanted`-th largest of some numbers, which it reorders: Hoare's selection with the median of three. */
export function selectLargest(numbers: usize, count: i32, wanted: i32): f32 {
  let low = 0;
  let high = count - 1;
  const target = wanted - 1;
  while (low < high) {
    const pivot = medianOfThree(at(numbers, low), at(numbers, (low + high) >> 1), at(numbers, high));
    let left = low;
    let right = high;
    while (left <= right) {
      while (at(numbers, left) > pivot) left++;
      while (at(numbers, right) < pivot) right--;
      if (left > right) break;
      swap(numbers, left++, right--);
    }
    if (target <= right) high = right;
    else if (target >= left) low = left;
    else break;
  }
  return at(numbers, target);
}

function at(numbers: usize, index: i32): f32 {
  return load<f32>(numbers + ((<usize>index) << 2));
}

function swap(numbers: usize, one: i32, other: i32): void {
  const kept = at(numbers, one);
  store<f32>(numbers + ((<usize>one) << 2), at(numbers, other));
  store<f32>(numbers + ((<usize>other) << 2), kept);
}

function medianOfThree(a: f32, b: f32, c: f32): f32 {
  return max(min(a, b), min(max(a, b), c));
}
