const templates: readonly [prefix: string, template: string][] = [
  ['/tasks/poll/batch/', '/tasks/poll/batch/{taskType}'],
  ['/tasks/externalstoragelocation', '/tasks/externalstoragelocation'],
  ['/tasks/queue/', '/tasks/queue'],
  ['/metadata/taskdefs/', '/metadata/taskdefs/{taskType}'],
];

/** A request's path without what differs from one task to the next: few enough for a label. */
export function pathTemplate(path: string): string {
  if (path === '/tasks') return path;
  for (const [prefix, template] of templates) if (path.startsWith(prefix)) return template;
  return path.replace(/\?.*$/s, '').replace(/^\/tasks\/[^/]+/, '/tasks/{taskId}');
}
