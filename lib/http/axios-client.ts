import axios, { type AxiosInstance } from 'axios';
import { axiosAdapter } from './axios-adapter.ts';
import type { Connection } from './connection.ts';

/**
 * An axios instance for everything off the hot path. It never throws for a status and never
 * parses a body (ids of digits would become numbers): callers judge the `Answer`.
 */
export function createAxiosClient(connection: Connection, requestTimeout: number): AxiosInstance {
  return axios.create({
    adapter: axiosAdapter(connection),
    timeout: requestTimeout,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
  });
}
