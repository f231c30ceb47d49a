import type { FastifyInstance } from 'fastify';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Sets security headers on every answer. Bound to loopback, it refuses requests whose `Host` is
 * not: a page from elsewhere whose name was pointed at 127.0.0.1 (DNS rebinding) could read all.
 */
export function guardRequests(app: FastifyInstance, boundTo: string): void {
  const loopbackOnly = isLoopback(boundTo);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (!loopbackOnly || isLoopback(hostnameOf(request.headers.host))) return;
    await reply.code(403).send({
      error:
        'This status server listens on the loopback address: ask for it by 127.0.0.1 or localhost. ' +
        'To serve other names, set status_host.',
    });
  });
}

function hostnameOf(header = ''): string {
  return header.replace(/:\d+$/, '');
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
