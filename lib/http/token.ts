import { SourceError } from '../errors/source-error.ts';
import type { Clock } from '../task/clock.ts';
import type { Answer } from './answer.ts';

/** Conductor's SDKs renew a token after 45 minutes; no answer says how long it holds. */
const DEFAULT_LIFETIME_MS = 45 * 60_000;
/** Replaced in the background from this share of its life on, so that no request waits for a new one. */
const RENEW_AT = 0.9;
const EARLY_RENEWAL_PAUSE_MS = 30_000;

export interface TokenOptions {
  /** `POST /token` with the key; resolves with whatever was answered, rejects when nothing was. */
  readonly request: () => Promise<Answer>;
  readonly toError: (answer: Answer) => SourceError;
  /** Address of the engine, for errors. */
  readonly server: string;
  readonly clock: Clock;
  /** Milliseconds; default 45 minutes. */
  readonly lifetime?: number;
  readonly onNotice: (message: string) => void;
}

/**
 * The token of a server that asks for one.
 *
 * Nothing is asked for before it is needed; requests that need it at the same time share one
 * question. A server without authentication (404) is gone without until it answers 401.
 */
export class Token {
  readonly #options: TokenOptions;
  readonly #lifetime: number;
  #value: string | null = null;
  /** The last two: an answer to a request with the old one may come after the new one. */
  #known: readonly string[] = [];
  #since = -Infinity;
  #nextEarlyRenewal = -Infinity;
  #unprotected = false;
  #underWay: Promise<string | null> | null = null;

  constructor(options: TokenOptions) {
    this.#options = options;
    this.#lifetime = options.lifetime ?? DEFAULT_LIFETIME_MS;
  }

  /** The token to send, a promise of it while there is none that holds, or null for a server without authentication. */
  current(): string | null | Promise<string | null> {
    if (this.#unprotected) return null;
    const age = this.#options.clock.now() - this.#since;
    if (this.#value === null || age >= this.#lifetime) return this.#renew();
    if (age >= this.#lifetime * RENEW_AT) this.#renewInBackground();
    return this.#value;
  }

  /** A new token, after the server did not accept `refused`; one that was renewed meanwhile counts as new. */
  async replace(refused: string | null): Promise<string | null> {
    if (this.#value !== null && this.#value !== refused) return this.#value;
    this.#unprotected = false;
    return this.#renew();
  }

  /** For redaction: what must not show up in an error. */
  get secrets(): readonly string[] {
    return this.#known;
  }

  #renewInBackground(): void {
    const now = this.#options.clock.now();
    if (now < this.#nextEarlyRenewal) return;
    this.#nextEarlyRenewal = now + EARLY_RENEWAL_PAUSE_MS;
    this.#renew().catch((error: unknown) => {
      // The old token still holds; once it is too old a request meets this failure itself.
      this.#options.onNotice(`The token could not be renewed early: ${(error as Error).message}`);
    });
  }

  #renew(): Promise<string | null> {
    this.#underWay ??= this.#ask().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #ask(): Promise<string | null> {
    const answer = await this.#options.request();
    if (answer.status === 404) return this.#goWithout();
    if (answer.status < 200 || answer.status > 299) throw this.#rejection(answer);
    this.#value = readToken(answer);
    this.#known = [this.#value, ...this.#known].slice(0, 2);
    this.#since = this.#options.clock.now();
    return this.#value;
  }

  #goWithout(): null {
    this.#unprotected = true;
    this.#value = null;
    this.#options.onNotice(
      'The server has no authentication (POST /token is unknown to it): auth_key and auth_secret are not used.',
    );
    return null;
  }

  /** A key that is refused may be put right on the server: asked again later, never given up. */
  #rejection(answer: Answer): SourceError {
    const error = this.#options.toError(answer);
    if (error.kind !== 'refused') return error;
    return new SourceError(
      `${this.#options.server} did not accept auth_key and auth_secret (POST /token answered ${answer.status}). Check both.`,
      { kind: 'unauthorized', status: answer.status },
    );
  }
}

function readToken(answer: Answer): string {
  try {
    const body = JSON.parse(answer.body) as { token?: unknown } | null;
    if (typeof body?.token === 'string' && body.token !== '') return body.token;
  } catch {
    // Said below, together with a token that is missing: the body itself may hold a secret.
  }
  throw new SourceError(
    'The answer to POST /token holds no token: it must be JSON like {"token":"…"}. Is the server URL right?',
    { kind: 'unintelligible', status: answer.status },
  );
}
