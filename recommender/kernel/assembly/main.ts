import { hasFailed, meet, restartClaims } from './coordination';
import { extractDiagonal, extractRows } from './extract';
import { buildGram } from './gram';
import { readParameters } from './parameters';
import { sweep } from './sweep';

/** One thread's part of a fit. All threads call it on the same memory; each returns when the whole is done. */
export function fit(thread: i32): void {
  readParameters();
  restartClaims();
  buildGram();
  meet();
  sweep(thread);
  if (hasFailed()) return;
  restartClaims();
  extractDiagonal();
  meet();
  restartClaims();
  extractRows(thread);
}
