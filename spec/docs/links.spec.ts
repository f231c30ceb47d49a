import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/project.ts';
import { documents, prose, read } from './support/documents.ts';

interface Link {
  readonly from: string;
  readonly target: string;
}

const links = documents().flatMap((from) =>
  [...prose(from).matchAll(/\]\(([^)\s]+)\)/g)].map(({ 1: target = '' }): Link => ({
    from,
    target,
  })),
);
const inside = links.filter(({ target }) => !/^https?:/.test(target));

describe('the links in the documents', () => {
  it('lead to files that are there', () => {
    expect(inside).not.to.be.empty;
    const broken = inside.filter((link) => !existsSync(join(root, pathOf(link))));
    expect(broken).to.deep.equal([]);
  });

  it('lead to headings that are there', () => {
    const broken = inside.filter((link) => {
      const anchor = link.target.split('#')[1];
      return anchor !== undefined && !anchorsOf(pathOf(link)).includes(anchor);
    });
    expect(broken).to.deep.equal([]);
  });

  it('leave no page out of the README', () => {
    const linked = inside.filter(({ from }) => from === 'README.md').map(pathOf);
    const pages = documents().filter((name) => name !== 'README.md');
    expect(linked).to.include.members(pages);
  });
});

function pathOf({ from, target }: Link): string {
  const [path = ''] = target.split('#');
  return path === '' ? from : normalize(join(dirname(from), path));
}

/** As GitHub makes them of headings. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.+)$/gm)].map(({ 1: heading = '' }) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
