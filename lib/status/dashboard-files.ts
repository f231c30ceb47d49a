import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

const folder = fileURLToPath(new URL('dashboard/', import.meta.url));
const chartFiles = ['uPlot.esm.js', 'uPlot.min.css'];
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page at `/`, and what it consists of below `/dashboard/`: read once, served from memory. */
export async function addDashboard(app: FastifyInstance): Promise<void> {
  const own = (await readdir(folder)).filter((name) => extname(name) in types);
  await Promise.all([
    ...own.map((name) => addFile(app, name, folder + name)),
    ...chartFiles.map((name) => addFile(app, name, chartFile(name))),
  ]);
}

function chartFile(name: string): string {
  return createRequire(import.meta.url).resolve(`uplot/dist/${name}`);
}

async function addFile(app: FastifyInstance, name: string, path: string): Promise<void> {
  const content = await readFile(path);
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const type = types[extname(name)] ?? 'application/octet-stream';
  app.get(name === 'index.html' ? '/' : `/dashboard/${name}`, (request, reply) => {
    reply.headers({ etag, 'cache-control': 'no-cache' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type(type).send(content);
  });
}
