/** What specs look at in Kubernetes manifests. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

export interface ConfigMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

export interface StatefulSet extends Manifest {
  readonly spec: {
    readonly serviceName: string;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: PodSpec;
    };
    readonly volumeClaimTemplates: { readonly metadata: { readonly name: string } }[];
  };
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: Container[];
  readonly volumes: { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

export interface Container {
  readonly env: { readonly name: string; readonly value: string }[];
  readonly ports: { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly resources: { readonly limits: { readonly cpu: string; readonly memory: string } };
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts: { readonly name: string; readonly mountPath: string }[];
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly timeoutSeconds?: number;
}

export interface Service extends Manifest {
  readonly spec: {
    readonly selector: Record<string, string>;
    readonly ports: { readonly targetPort: string }[];
  };
}

export interface ScaledObject extends Manifest {
  readonly spec: {
    readonly scaleTargetRef: { readonly kind: string; readonly name: string };
    readonly triggers: { readonly type: string; readonly metadata: Record<string, string> }[];
  };
}
