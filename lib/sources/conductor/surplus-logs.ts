import type { LogLine } from '../../task/log-line.ts';

/** More requests than this for the logs of one task are not worth it. */
const MAX_POSTS = 100;

/**
 * The texts to post for log lines that an update has no room for, in order. Too many lines share
 * posts with their neighbours: every line arrives.
 */
export function surplusLogPosts(lines: readonly LogLine[]): string[] {
  const perPost = Math.max(1, Math.ceil(lines.length / MAX_POSTS));
  const posts: string[] = [];
  for (let start = 0; start < lines.length; start += perPost) {
    const group = lines.slice(start, start + perPost);
    // An empty body is a 500: an empty line is sent as a blank one.
    posts.push(group.map((line) => line.log).join('\n') || ' ');
  }
  return posts;
}
