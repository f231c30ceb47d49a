import type { FastifyRequest } from 'fastify';
import { unreadable } from './api-error.ts';

/** The path parameter of that name; the route's pattern guarantees it. */
export function pathParameter(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string | undefined>)[name] ?? '';
}

/** Every value of a query parameter, in order. */
export function queryValues(request: FastifyRequest, name: string): string[] {
  const value = (request.query as Record<string, string | string[] | undefined>)[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** An empty value is a value: `domain=` names the domain ''. */
export const queryText = (request: FastifyRequest, name: string): string | undefined =>
  queryValues(request, name)[0];

/** @throws ApiError 500 for what is no whole number, as the real server does */
export function queryNumber(request: FastifyRequest, name: string, fallback: number): number {
  const text = queryText(request, name);
  if (text === undefined || text === '') return fallback;
  if (!/^[+-]?\d+$/.test(text)) {
    throw unreadable(
      `Failed to convert '${name}' with value: '${text}'; For input string: "${text}"`,
    );
  }
  return Number(text);
}

export const queryFlag = (request: FastifyRequest, name: string, fallback: boolean): boolean =>
  (queryText(request, name) ?? String(fallback)) === 'true';
