import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { metricsCatalogue } from '../../lib/status/metrics-catalogue.ts';
import { root } from '../support/project.ts';
import { metricsIn } from './support/promql.ts';

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
}
interface Tests {
  tests: {
    alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[];
    promql_expr_test?: { exp_samples: { labels?: string }[] }[];
  }[];
}
interface Dashboard {
  panels: { id: number; title: string; type: string; targets?: { expr: string }[] }[];
  templating: { list: { name: string; type: string; definition?: string }[] };
}

const series = new Set([
  'up',
  ...metricsCatalogue.flatMap(({ name, type }) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
  ),
]);

describe('examples/observability', () => {
  const rules = (parse(text('alerts.yml')) as Rules).groups.flatMap((group) => group.rules);
  const dashboard = JSON.parse(text('dashboard.json')) as Dashboard;

  it('asks in its alert rules for metrics that a host has', () => {
    expect(rules).not.to.be.empty;
    for (const { alert, expr } of rules) expectKnown(alert, expr);
  });

  it('says for each alert what happened and what to do', () => {
    for (const { alert, annotations } of rules)
      expect(annotations, alert).to.have.all.keys('summary', 'description');
  });

  it('tests that each alert fires', () => {
    const { tests } = parse(text('alerts.test.yml')) as Tests;
    const fired = tests.flatMap((test) => [
      ...(test.alert_rule_test ?? [])
        .filter((each) => each.exp_alerts.length > 0)
        .map((each) => each.alertname),
      ...(test.promql_expr_test ?? []).flatMap((each) =>
        each.exp_samples.flatMap(({ labels = '' }) => /alertname="(\w+)"/.exec(labels)?.[1] ?? []),
      ),
    ]);
    expect(fired).to.include.members(rules.map(({ alert }) => alert));
  });

  it('asks in its dashboard for metrics that a host has', () => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row');
    expect(panels).not.to.be.empty;
    for (const { title, targets = [] } of panels) {
      expect(targets, title).not.to.be.empty;
      for (const { expr } of targets) expectKnown(title, expr);
    }
    for (const { name, type, definition = '' } of dashboard.templating.list)
      if (type === 'query') expectKnown(name, definition);
  });

  it('has a dashboard whose panels can be told apart', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    const titles = dashboard.panels.map(({ title }) => title);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(new Set(titles).size).to.equal(titles.length);
  });

  it('asks in the documents for metrics that a host has', () => {
    const readme = /```promql\n(.*?)```/s.exec(text('README.md'))?.[1] ?? '';
    for (const line of readme.trim().split('\n')) expectKnown('README.md', line);
  });

  it('scrapes the job that its rules name', () => {
    const { scrape_configs: jobs } = parse(text('prometheus.yml')) as {
      scrape_configs: { job_name: string }[];
    };
    const named = rules.flatMap(({ expr }) => /job="([^"]+)"/.exec(expr)?.[1] ?? []);
    expect(named).not.to.be.empty;
    expect(jobs.map((job) => job.job_name)).to.include.members(named);
  });
});

function expectKnown(where: string, expression: string): void {
  const metrics = metricsIn(expression);
  expect(metrics, `${where}: ${expression}`).not.to.be.empty;
  for (const metric of metrics) expect(series, where).to.include(metric);
}

function text(name: string): string {
  return readFileSync(join(root, 'examples/observability', name), 'utf8');
}
