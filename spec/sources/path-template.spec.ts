import { expect } from 'chai';
import { pathTemplate } from '../../lib/sources/conductor/path-template.ts';

describe('The path of a request, as metrics name it', () => {
  const paths: [string, string][] = [
    ['/tasks', '/tasks'],
    ['/tasks/poll/batch/greet?workerid=a&count=1&timeout=0', '/tasks/poll/batch/{taskType}'],
    ['/tasks/4711', '/tasks/{taskId}'],
    ['/tasks/4711/log', '/tasks/{taskId}/log'],
    ['/metadata/taskdefs/greet', '/metadata/taskdefs/{taskType}'],
    ['/metadata/taskdefs', '/metadata/taskdefs'],
    ['/tasks/externalstoragelocation?path=x', '/tasks/externalstoragelocation'],
    ['/token', '/token'],
  ];
  for (const [path, template] of paths) {
    it(`is ${template} of ${path}`, () => expect(pathTemplate(path)).to.equal(template));
  }
});
