import { expect } from 'chai';
import { resolveSettings } from '../../lib/settings/resolve-settings.ts';
import { startDevServer } from '../../lib/testing/start-dev-server.ts';
import { yamlDocuments } from './support/example-files.ts';
import type {
  ConfigMap,
  Container,
  ScaledObject,
  Service,
  StatefulSet,
} from './support/manifests.ts';

describe('examples/containers/kubernetes', () => {
  const [config] = yamlDocuments('containers/kubernetes/config.yml') as [ConfigMap];
  const [hosts, service] = yamlDocuments('containers/kubernetes/workers.yml') as [
    StatefulSet,
    Service,
  ];
  const [scaled] = yamlDocuments('containers/kubernetes/keda.yml') as [ScaledObject];
  const pod = hosts.spec.template.spec;
  const container = pod.containers[0]!;
  const { host, workers, warnings, unusedSections } = resolveSettings({
    env: environmentOf(container),
    file: { path: 'worker.ini', text: config.data['worker.ini'] ?? '' },
    workers: [{ names: ['check_inventory'], label: 'CheckInventory', options: {} }],
    hostname: 'worker-host-0',
    cpus: () => Number(container.resources.limits.cpu),
    readSecretFile: (path) => `text of ${path}`,
  });

  it('has settings that a host takes', () => {
    expect([...warnings, ...unusedSections]).to.deep.equal([]);
    expect(host.authKey).to.equal('text of /run/secrets/conductor/key');
    expect(host.statusHost).to.equal('0.0.0.0');
  });

  it('reads the settings where they are mounted', () => {
    const volume = pod.volumes.find((each) => each.configMap?.name === config.metadata.name);
    const mount = container.volumeMounts.find((each) => each.name === volume?.name);
    expect(environmentOf(container)['WORKER_HOST_CONFIG']).to.equal(
      `${mount?.mountPath}/worker.ini`,
    );
  });

  it('leaves a drain ten seconds more than its time before the pod is killed', () => {
    expect(pod.terminationGracePeriodSeconds * 1000).to.be.at.least(host.drainTimeout + 10_000);
  });

  it('asks the right port for life and readiness, with patience', () => {
    const port = container.ports.find(({ name }) => name === 'status')!;
    expect(port.containerPort).to.equal(host.statusPort);
    expect(container.startupProbe.httpGet).to.deep.equal({ path: '/livez', port: 'status' });
    expect(container.livenessProbe.httpGet).to.deep.equal({ path: '/livez', port: 'status' });
    expect(container.readinessProbe.httpGet).to.deep.equal({ path: '/readyz', port: 'status' });
    expect(container.livenessProbe.timeoutSeconds).to.be.at.least(5);
  });

  it('keeps the outbox on a volume of its own', () => {
    const claims = hosts.spec.volumeClaimTemplates.map(({ metadata }) => metadata.name);
    const mount = container.volumeMounts.find(({ name }) => claims.includes(name))!;
    expect(host.outboxDir?.startsWith(`${mount.mountPath}/`)).to.equal(true);
  });

  it('mounts only volumes that there are', () => {
    const volumes = [
      ...pod.volumes.map(({ name }) => name),
      ...hosts.spec.volumeClaimTemplates.map(({ metadata }) => metadata.name),
    ];
    expect(container.volumeMounts.map(({ name }) => name)).to.have.members(volumes);
  });

  it('fits heap and process into the memory of the container', () => {
    const limitMb = Number(/^(\d+)Gi$/.exec(container.resources.limits.memory)?.[1]) * 1024;
    const { threads, maxHeapMb } = workers[0]!.settings;
    expect(threads).to.equal(2);
    expect(host.maxRssMb).to.be.below(limitMb);
    expect(threads * maxHeapMb! + 300).to.be.below(host.maxRssMb!);
  });

  it('runs without any right that it does not need', () => {
    expect(pod.securityContext).to.include({ runAsNonRoot: true, runAsUser: 1000 });
    expect(container.securityContext).to.deep.include({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('names the same pods everywhere', () => {
    const { labels } = hosts.spec.template.metadata;
    expect(hosts.spec.selector.matchLabels).to.deep.equal(labels);
    expect(service.spec.selector).to.deep.equal(labels);
    expect(service.metadata.name).to.equal(hosts.spec.serviceName);
    expect(service.spec.ports.map(({ targetPort }) => targetPort)).to.deep.equal(['status']);
    expect(scaled.spec.scaleTargetRef).to.include({
      kind: hosts.kind,
      name: hosts.metadata.name,
    });
  });

  it('scales by a number that the engine gives', async () => {
    const [trigger] = scaled.spec.triggers;
    const url = new URL(trigger!.metadata['url']!);
    const server = await startDevServer();
    try {
      const answer = await fetch(new URL(url.pathname + url.search, server.url));
      expect(answer.status).to.equal(200);
      expect(await answer.text()).to.equal('0');
    } finally {
      await server.stop();
    }
    // GJSON for the whole document.
    expect(trigger!.metadata['valueLocation']).to.equal('@this');
  });
});

function environmentOf({ env }: Container): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}
