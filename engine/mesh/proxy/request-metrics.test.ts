import { describe, expect, it } from 'vitest';
import { RequestMetrics } from './request-metrics.ts';

describe('RequestMetrics', () => {
  it('gives one series to equal labels', () => {
    const metrics = new RequestMetrics();
    expect(metrics.series({ a: '1', b: '2' })).toBe(metrics.series({ a: '1', b: '2' }));
    expect(metrics.series({ a: '1', b: '2' })).not.toBe(metrics.series({ a: '1', b: '3' }));
  });

  it('counts durations into cumulative buckets whose bounds are inclusive', () => {
    const metrics = new RequestMetrics();
    const series = metrics.series({ destination: 'b' });
    for (const durationMs of [0.5, 0.51, 7, 4_000_000]) series.observe(durationMs);
    const text = metrics.render();
    expect(text).toContain('istio_requests_total{destination="b"} 4\n');
    expect(text).toContain('istio_request_duration_milliseconds_bucket{destination="b",le="0.5"} 1\n');
    expect(text).toContain('istio_request_duration_milliseconds_bucket{destination="b",le="1"} 2\n');
    expect(text).toContain('istio_request_duration_milliseconds_bucket{destination="b",le="5"} 2\n');
    expect(text).toContain('istio_request_duration_milliseconds_bucket{destination="b",le="10"} 3\n');
    expect(text).toContain('istio_request_duration_milliseconds_bucket{destination="b",le="3600000"} 3\n');
    expect(text).toContain('istio_request_duration_milliseconds_bucket{destination="b",le="+Inf"} 4\n');
    expect(text).toContain('istio_request_duration_milliseconds_count{destination="b"} 4\n');
    expect(text).toContain('istio_request_duration_milliseconds_sum{destination="b"} 4000008.01\n');
  });

  it('groups each metric under its own type line and escapes label values', () => {
    const metrics = new RequestMetrics();
    metrics.series({ a: 'x"\\\n' }).observe(1);
    metrics.series({ a: 'y' }).observe(1);
    const lines = metrics.render().trimEnd().split('\n');
    expect(lines.slice(1, 4)).toEqual([
      '# TYPE istio_requests_total counter',
      'istio_requests_total{a="x\\"\\\\\\n"} 1',
      'istio_requests_total{a="y"} 1',
    ]);
    expect(lines[5]).toBe('# TYPE istio_request_duration_milliseconds histogram');
  });
});
