import { expect } from 'chai';
import { metricsIn } from './support/promql.ts';

describe('metricsIn', () => {
  it('names the metrics of an expression and nothing else', () => {
    const expression =
      'sum by (taskType) (rate(a_total{outcome=~"failed.*"}[10m])) / on (job) b > 0.2 and time() - c:d == 1e3';
    expect(metricsIn(expression)).to.deep.equal(['a_total', 'b', 'c:d']);
  });

  it('names the metric of a variable', () => {
    expect(metricsIn('label_values(worker_host_info{job="$job"}, instance)')).to.deep.equal([
      'worker_host_info',
    ]);
  });
});
