type ArgumentKind = 'scalar' | 'vector' | 'matrix' | 'string';

/** Argument types and result type of a function. */
export interface FunctionSignature {
  readonly name: string;
  readonly takes: readonly ArgumentKind[];
  /** 0: exactly `takes`; n: the last of `takes` zero to n times; -1: the last one any number of times. */
  readonly variadic: number;
  readonly returns: 'scalar' | 'vector';
  readonly experimental: boolean;
}

const functions = new Map<string, FunctionSignature>();

interface Shape {
  readonly variadic?: number;
  readonly returns?: 'scalar' | 'vector';
  readonly experimental?: boolean;
}

function declare(names: string, takes: readonly ArgumentKind[], shape: Shape = {}): void {
  const { variadic = 0, returns = 'vector', experimental = false } = shape;
  for (const name of names.split(' ')) functions.set(name, { name, takes, variadic, returns, experimental });
}

const experimental = true;

declare('abs absent ceil exp floor ln log10 log2 sgn sqrt deg rad', ['vector']);
declare('sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh', ['vector']);
declare('sort sort_desc timestamp', ['vector']);
declare('histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar', ['vector']);
declare('days_in_month day_of_month day_of_week day_of_year hour minute month year', ['vector'], {
  variadic: 1,
});
declare('clamp', ['vector', 'scalar', 'scalar']);
declare('clamp_max clamp_min', ['vector', 'scalar']);
declare('round', ['vector', 'scalar'], { variadic: 1 });
declare('histogram_quantile', ['scalar', 'vector']);
declare('histogram_fraction', ['scalar', 'scalar', 'vector']);
declare('histogram_quantiles', ['vector', 'string', 'scalar', 'scalar'], { variadic: 9, experimental });
declare('label_replace', ['vector', 'string', 'string', 'string', 'string']);
declare('label_join', ['vector', 'string', 'string', 'string'], { variadic: -1 });
declare('sort_by_label sort_by_label_desc', ['vector', 'string'], { variadic: -1, experimental });
declare('info', ['vector', 'vector'], { variadic: 1, experimental });
declare('vector', ['scalar']);
declare('scalar', ['vector'], { returns: 'scalar' });
declare('pi time', [], { returns: 'scalar' });
declare('min_of max_of', ['scalar', 'scalar'], { returns: 'scalar', experimental });
declare('start end step range', [], { returns: 'scalar', experimental });
declare('rate increase delta irate idelta deriv changes resets', ['matrix']);
declare('absent_over_time avg_over_time count_over_time last_over_time max_over_time', ['matrix']);
declare('min_over_time present_over_time stddev_over_time stdvar_over_time sum_over_time', ['matrix']);
declare('first_over_time mad_over_time', ['matrix'], { experimental });
declare('ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time', ['matrix'], {
  experimental,
});
declare('quantile_over_time', ['scalar', 'matrix']);
declare('predict_linear', ['matrix', 'scalar']);
declare('double_exponential_smoothing', ['matrix', 'scalar', 'scalar'], { experimental });

/** Every function of the language by its name. */
export const functionSignatures: ReadonlyMap<string, FunctionSignature> = functions;
