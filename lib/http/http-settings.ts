/** How to reach an engine over HTTP. Times in milliseconds. */
export interface HttpSettings {
  /** Base address of the API, with its path: `http://localhost:8080/api`. */
  readonly serverUrl: string;
  /** Access key for servers that ask for a token; without it no token is asked for. */
  readonly authKey: string | null;
  readonly authSecret: string | null;
  /** PEM files: certificate authorities to trust instead of the built-in ones, own certificate, its key. */
  readonly tlsCaPath: string | null;
  readonly tlsCertPath: string | null;
  readonly tlsKeyPath: string | null;
  /** Accept any certificate of the server. */
  readonly tlsInsecure: boolean;
  /** `http://[user:password@]host:port` */
  readonly proxyUrl: string | null;
  /** How long an answer may take, polls excepted. */
  readonly requestTimeout: number;
  readonly connectTimeout: number;
  /** How long a poll may go without an answer before it is given up, and with it what the answer may carry. */
  readonly pollDeadline: number;
  /** Age at which a token is replaced. Default 45 minutes. */
  readonly tokenRefreshInterval?: number;
}
