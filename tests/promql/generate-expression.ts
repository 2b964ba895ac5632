import { seededRandom } from '@petstore/chassis/random';

/**
 * A random expression that Prometheus 2.42 and 3 evaluate alike. Ranges, steps and offsets are multiples of 30 s, and
 * evaluation times are not, so that no end of a range or subquery coincides with a sample or a step.
 */
export function generateExpression(seed: number): string {
  return new ExpressionGenerator(seededRandom(seed)).vector(3);
}

const elementwise = [
  'abs',
  'ceil',
  'floor',
  'sgn',
  'exp',
  'sqrt',
  'ln',
  'log2',
  'log10',
  'deg',
  'rad',
  'sin',
  'cos',
  'atan',
  'tanh',
  'asinh',
];
const rangeFunctions = ['rate', 'increase', 'irate', 'delta', 'idelta', 'deriv', 'changes', 'resets'];
const overTime = ['avg', 'min', 'max', 'sum', 'count', 'stddev', 'stdvar', 'last', 'present'];
const dates = [
  'hour',
  'minute',
  'day_of_week',
  'month',
  'year',
  'days_in_month',
  'day_of_month',
  'day_of_year',
];
const gauges = ['temperature_celsius', 'queue_length'];

class ExpressionGenerator {
  readonly #random: () => number;
  #isInSubquery = false;

  constructor(random: () => number) {
    this.#random = random;
  }

  #pick<T>(options: readonly T[]): T {
    const option = options[Math.floor(this.#random() * options.length)];
    if (option === undefined) throw new RangeError('nothing to pick from');
    return option;
  }

  #maybe(chance: number, text: () => string): string {
    return this.#random() < chance ? text() : '';
  }

  vector(depth: number): string {
    if (depth === 0) return this.#leaf();
    const kinds: (() => string)[] = [
      () => this.#leaf(),
      () => `${this.#pick(elementwise)}(${this.vector(depth - 1)})`,
      () => this.#rounding(depth),
      () => this.#aggregation(depth),
      () => this.#aggregation(depth),
      () => this.#withScalar(depth),
      () => this.#withVector(depth),
      () => this.#sets(depth),
      () => this.#relabelled(depth),
      () => this.#subquery(depth),
      () => this.#quantiles(),
      () => this.#oddities(depth),
    ];
    return this.#pick(kinds)();
  }

  #duration(): string {
    return this.#pick(['1m30s', '2m', '5m', '10m', '17m30s']);
  }

  #modifiers(): string {
    const offset = this.#maybe(0.2, () => ` offset ${this.#pick(['30s', '2m', '-1m', '10m'])}`);
    const at = this.#maybe(0.1, () => ` @ ${this.#pick(['1760003607', 'start()', 'end()'])}`);
    return offset + at;
  }

  #matchers(): string {
    return this.#pick([
      '',
      '{job="api"}',
      '{job!="api"}',
      '{instance=~"a|b"}',
      '{instance!~"c.*"}',
      '{job=~".+", instance="a"}',
      '{missing=""}',
    ]);
  }

  #selector(name: string): string {
    return `${name}${this.#matchers()}`;
  }

  #leaf(): string {
    const kinds: (() => string)[] = [
      () => this.#selector(this.#pick(gauges)) + this.#modifiers(),
      () => this.#selector('http_requests_total') + this.#modifiers(),
      () => this.#overRange(),
      () => this.#overRange(),
      () => this.#overRange(),
    ];
    return this.#pick(kinds)();
  }

  #overRange(): string {
    const range = `[${this.#duration()}]${this.#modifiers()}`;
    const counter = `${this.#selector('http_requests_total')}${range}`;
    const gauge = `${this.#selector(this.#pick(gauges))}${range}`;
    return this.#pick([
      () => `${this.#pick(rangeFunctions)}(${counter})`,
      () => `rate(${counter})`,
      () => `${this.#pick(overTime)}_over_time(${gauge})`,
      () => `${this.#pick(['deriv', 'delta', 'idelta', 'changes'])}(${gauge})`,
      () => `quantile_over_time(${this.#pick(['0', '0.25', '0.9', '1'])}, ${gauge})`,
      // Prometheus 2.42 loses the samples that @ fixed when they are evaluated at another time.
      () => `predict_linear(${gauge.replace(/ @ .*/, '')}, ${this.#pick(['60', '600'])})`,
      () => `absent_over_time(${gauge})`,
    ])();
  }

  #rounding(depth: number): string {
    const inner = this.vector(depth - 1);
    return this.#pick([
      `round(${inner}, ${this.#pick(['0.5', '10'])})`,
      `clamp(${inner}, -5, 50)`,
      `clamp_min(${inner}, 3)`,
      `clamp_max(${inner}, 1e6)`,
      `-(${inner})`,
      `scalar(solo) * ${inner}`,
    ]);
  }

  #aggregation(depth: number): string {
    const grouping = this.#pick([
      '',
      ' by (job)',
      ' by (instance, job)',
      ' without (instance)',
      ' without (code, job)',
      ' by ()',
    ]);
    const inner = this.vector(depth - 1);
    const plain = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'];
    return this.#pick([
      `${this.#pick(plain)}${grouping} (${inner})`,
      `${this.#pick(plain)}${grouping} (${inner})`,
      `quantile${grouping} (${this.#pick(['0.1', '0.5', '0.95'])}, ${inner})`,
      `${this.#pick(['topk', 'bottomk'])}${grouping} (${this.#pick(['1', '2', '5'])}, ${this.#selector('temperature_celsius')})`,
      `count_values${grouping} ("v", round(${this.#selector('queue_length')}, 5))`,
    ]);
  }

  #withScalar(depth: number): string {
    const inner = `(${this.vector(depth - 1)})`;
    const number = this.#pick(['2', '0.5', '-3', '1e3', '7']);
    const operator = this.#pick([
      '+',
      '-',
      '*',
      '/',
      '%',
      '>',
      '<',
      '>=',
      '<=',
      '> bool',
      '< bool',
      '!= bool',
      'atan2',
    ]);
    return this.#random() < 0.7 ? `${inner} ${operator} ${number}` : `${number} ${operator} ${inner}`;
  }

  #withVector(depth: number): string {
    const operator = this.#pick(['+', '-', '*', '/', '>', '< bool']);
    const left = `(${this.vector(depth - 1)})`;
    return this.#pick([
      `${left} ${operator} ${left}`,
      `avg by (job) (${left}) ${operator} on (job) max by (job) (temperature_celsius)`,
      `queue_length ${operator} ignoring (shard) temperature_celsius`,
      `http_requests_total ${operator} on (job, instance) group_left queue_length`,
      `temperature_celsius ${operator} on (instance, job) group_right http_requests_total`,
      `queue_length ${operator} on (job, instance) group_left (shard) temperature_celsius`,
      `${left} ${operator} on (job, instance) group_left (shard) queue_length`,
    ]);
  }

  #sets(depth: number): string {
    const operator = this.#pick(['and', 'or', 'unless']);
    const matching = this.#pick(['', ' on (job)', ' on (instance, job)', ' ignoring (code, shard)']);
    return `(${this.vector(depth - 1)}) ${operator}${matching} (${this.vector(depth - 1)})`;
  }

  #relabelled(depth: number): string {
    const inner = this.vector(depth - 1);
    return this.#pick([
      `label_replace(${inner}, "who", "$1-$2", "instance", "(.)(.*)")`,
      `label_join(${inner}, "place", "/", "job", "instance", "nowhere")`,
    ]);
  }

  #subquery(depth: number): string {
    // The steps of the outer subquery would coincide with the ends of the inner one.
    if (this.#isInSubquery) return this.#leaf();
    this.#isInSubquery = true;
    const inner = this.vector(depth - 1);
    this.#isInSubquery = false;
    const name = `${this.#pick(overTime)}_over_time`;
    return `${name}((${inner})[${this.#pick(['3m', '7m30s'])}:${this.#pick(['30s', '1m'])}]${this.#maybe(0.2, () => ' offset 1m')})`;
  }

  #quantiles(): string {
    const share = this.#pick(['0.1', '0.5', '0.99']);
    const by = this.#pick([' by (le)', ' by (job, le)', ' without (instance)']);
    return `histogram_quantile(${share}, sum${by} (rate(request_seconds_bucket[${this.#duration()}])))`;
  }

  #oddities(depth: number): string {
    const inner = this.vector(depth - 1);
    return this.#pick([
      `absent(${inner})`,
      // The magnitude is subtracted, so that the order of summation does not affect the ninth digit of a variance.
      `(timestamp(${this.#selector('queue_length')}) - 1760000000)`,
      `${this.#pick(dates)}(vector(time()) + solo * 86400)`,
      `vector(time())`,
      `sort(${inner})`,
      `vector(scalar(${inner}))`,
    ]);
  }
}
