import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { FakeHost } from '../status/support/fake-host.ts';
import { closeServers } from '../status/support/served.ts';
import { ago, statusOf, workerOf } from '../status/support/status-of.ts';
import { openDashboard, type Opened, type OpenOptions } from './support/dashboard-page.ts';
import { openBrowser } from './support/open-browser.ts';
import { fifty, sceneOf, shop } from './support/scenes.ts';

const token = 'correct horse';

describe('the dashboard', () => {
  let browser: Browser;
  let opened: Opened | null = null;
  const open = async (options: OpenOptions = {}): Promise<Opened> =>
    (opened = await openDashboard(browser, options));

  before(async () => (browser = await openBrowser()));
  after(() => browser.close());
  afterEach(async () => {
    await opened?.page.context().close();
    opened = null;
    await closeServers();
  });

  it('shows at a glance whether the host is healthy, what flows, runs and failed', async () => {
    const { page } = await open({ host: sceneOf(shop) });
    await text(page, '#health-word', 'Ready');
    await text(page, '#figures', /Running\s*16/);
    await text(page, '#workers', /render_invoice/);
    await text(page, '#running tbody tr >> nth=0', /render_invoice/);
    await text(page, '#failures li >> nth=0', /insufficient_funds/);
    await eventually(async () => (await page.locator('#charts canvas').count()) === 3);
    expect(await page.locator('#legend li').count()).to.equal(shop.length);
  });

  it('complains about nothing and asks nobody else for anything', async () => {
    const { page, url, complaints, origins } = await open({ host: sceneOf(shop), token });
    await page.getByRole('button', { name: 'charge_card', exact: true }).first().click();
    await page.locator('#theme').click();
    await page.waitForTimeout(1500);
    expect(complaints).to.deep.equal([]);
    expect([...origins]).to.deep.equal([new URL(url).origin]);
  });

  it('updates live', async () => {
    const { page, host } = await open();
    await text(page, '#health-word', 'Ready');
    host.now = () =>
      statusOf({ state: 'draining', workers: [workerOf({ completed: 4711 })] }, Date.now());
    await text(page, '#health-word', 'Draining');
    await text(page, '#workers', /4\u202f?711/);
    expect(await page.title()).to.equal('Draining · worker-host');
  });

  it('says in words why the host is not ready', async () => {
    const { page, host } = await open();
    const engine = { ...statusOf().engine, reachable: false, lastError: 'ECONNREFUSED' };
    host.now = () => {
      const silent = ago(5000, Date.now());
      return statusOf({ engine: { ...engine, since: silent, answeredAt: silent } }, Date.now());
    };
    await text(page, '#health-word', 'Not ready');
    await text(page, '#health-reasons', /the engine has not answered for \d+ s: ECONNREFUSED/);
    expect(await page.locator('#health').getAttribute('data-level')).to.equal('bad');
  });

  it('calls a host with a stuck runner stuck', async () => {
    const { page, host } = await open();
    const stuck = workerOf({ lastPollAt: ago(400_000, Date.now()) });
    host.now = () => statusOf({ workers: [stuck] }, Date.now());
    await text(page, '#health-word', 'Stuck');
  });

  it('says so when the host answers no more', async () => {
    const { page, server } = await open();
    await server.close();
    await text(page, '#health-word', 'No answer from the host');
    expect(await page.locator('main').getAttribute('data-stale')).to.equal('');
  });

  it('shows what others wrote as text', async () => {
    const host = sceneOf(shop);
    const reason = '<img src=x onerror="document.title=1"> <b>bold</b>';
    host.failed.unshift({ ...host.failed[0]!, taskId: 'evil', reason });
    const { page, complaints } = await open({ host });
    await text(page, '#failures li >> nth=0', /<img src=x/);
    expect(await page.locator('#failures img, #failures b').count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });

  it('goes through system, light and dark, and remembers', async () => {
    const { page } = await open({ colorScheme: 'dark' });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await background();
    await page.locator('#theme').click();
    const light = await background();
    expect(light).to.not.equal(dark);
    await page.reload();
    expect(await background()).to.equal(light);
    await page.locator('#theme').click();
    expect(await background()).to.equal(dark);
  });

  describe('without a token', () => {
    it('has no buttons to act with', async () => {
      const { page } = await open({ host: sceneOf(shop) });
      await page.getByRole('button', { name: 'mail' }).first().click();
      for (const name of [/pause/i, /resume/i, /cancel/i, /drain/i, /change/i, /unlock/i]) {
        expect(await page.getByRole('button', { name }).count(), String(name)).to.equal(0);
      }
      await text(page, '#access', /^Read only/);
    });

    it('has none either before the token was entered', async () => {
      const { page } = await open({ token });
      expect(await page.getByRole('button', { name: /pause/i }).count()).to.equal(0);
      expect(await page.getByRole('button', { name: 'Unlock control' }).count()).to.equal(1);
    });
  });

  describe('with a token', () => {
    it('takes the right one only, and forgets it when locked', async () => {
      const { page } = await open({ token });
      await page.getByRole('button', { name: 'Unlock control' }).click();
      await page.getByLabel('Token of the host').fill('wrong');
      await page.keyboard.press('Enter');
      await text(page, '#unlock-problem', 'This is not the token of the host.');
      await page.getByLabel('Token of the host').fill(token);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Pause task_1' }).waitFor();
      await page.getByRole('button', { name: 'Lock control' }).click();
      expect(await page.getByRole('button', { name: 'Pause task_1' }).count()).to.equal(0);
      expect(await page.evaluate('sessionStorage.length')).to.equal(0);
    });

    it('pauses and resumes a worker', async () => {
      const { page, host } = await open({ token, unlocked: true });
      await page.getByRole('button', { name: 'Pause task_1' }).click();
      await eventually(() => expect(host.calls).to.deep.equal([['pause', 'task_1']]));
      host.now = () => statusOf({ workers: [workerOf({ state: 'paused' })] }, Date.now());
      await text(page, '#health-notes', 'paused: task_1');
      await page.getByRole('button', { name: 'Resume task_1' }).click();
      await eventually(() => expect(host.calls.at(-1)).to.deep.equal(['resume', 'task_1']));
    });

    it('changes the concurrency of a worker', async () => {
      const { page, host } = await open({ token, unlocked: true });
      await page.getByRole('button', { name: 'task_1', exact: true }).click();
      await page.getByLabel('Concurrency').fill('25');
      await page.keyboard.press('Enter');
      await eventually(() => expect(host.calls).to.deep.equal([['setConcurrency', 'task_1', 25]]));
      await text(page, '#outcome', 'The concurrency of task_1 is 25.');
    });

    it('cancels one task, once that is confirmed', async () => {
      const { page, host } = await open({ token, unlocked: true, host: sceneOf(shop) });
      const { taskId } = host.tasks[0]!;
      await page.getByRole('button', { name: `Cancel task ${taskId}` }).click();
      await page.getByRole('button', { name: 'Cancel task', exact: true }).click();
      await eventually(() => expect(host.calls).to.deep.equal([['cancel', taskId]]));
    });

    it('drains, once that is confirmed', async () => {
      const { page, host } = await open({ token, unlocked: true });
      await page.getByRole('button', { name: 'Drain…' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Drain…' }).click();
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      expect(host.calls).to.deep.equal([]);
      await page.getByRole('button', { name: 'Drain…' }).click();
      await page.getByRole('button', { name: 'Drain', exact: true }).click();
      await eventually(() => expect(host.calls).to.deep.equal([['drain']]));
    });

    it('changes the log level', async () => {
      const { page, host } = await open({ token, unlocked: true });
      await page.getByLabel('Log level').selectOption('debug');
      await eventually(() => expect(host.calls).to.deep.equal([['setLogLevel', 'debug']]));
    });

    it('locks itself, and says why, when the token is no longer right', async () => {
      const { page } = await open({ token, unlocked: true });
      await page.evaluate("sessionStorage.setItem('worker-host-token', 'old')");
      await page.getByRole('button', { name: 'Pause task_1' }).click();
      await text(page, '#outcome', 'This is not the token of the host.');
      expect(await page.locator('#outcome').isVisible()).to.equal(true);
      expect(await page.getByRole('button', { name: 'Pause task_1' }).count()).to.equal(0);
    });

    it('tells why the host refused', async () => {
      const { page, host } = await open({ token, unlocked: true });
      host.fault = new Error('broken');
      await page.getByRole('button', { name: 'Pause task_1' }).click();
      await text(page, '#outcome', /internal error/);
    });
  });

  describe('with fifty workers', () => {
    it('has a line for each, and few lines in the charts', async () => {
      const { page } = await open({ host: sceneOf(fifty) });
      expect(await page.locator('#workers > tbody').count()).to.equal(50);
      const heights = await page
        .locator('#workers > tbody')
        .evaluateAll((rows) =>
          rows.map((row) => (row as unknown as { offsetHeight: number }).offsetHeight),
        );
      expect(Math.max(...heights)).to.be.below(40);
      await text(page, '#legend li >> nth=8', /42 others/);
      // The slowest and the one that fails have lines of their own.
      await text(page, '#legend', /fraud_notify/);
      await text(page, '#legend', /price_check/);
    });

    it('finds one by its name, and keeps that in the address', async () => {
      const { page } = await open({ host: sceneOf(fifty) });
      await page.keyboard.press('/');
      await page.keyboard.type('PRICE_CH');
      await text(page, '#workers-count', '1 of 50');
      await text(page, '#failures-count', '20');
      expect(await page.locator('#legend li').count()).to.equal(1);
      await page.reload();
      await text(page, '#workers-count', '1 of 50');
      await page.locator('#filter').press('Escape');
      await text(page, '#workers-count', '50');
    });

    it('sorts by any column', async () => {
      const { page } = await open({ host: sceneOf(fifty) });
      const first = '#workers > tbody >> nth=0';
      await page.getByRole('columnheader', { name: 'Failed' }).getByRole('button').click();
      await page.locator('#filter').focus();
      await text(page, first, /price_check/);
      await page.getByRole('columnheader', { name: 'p99' }).getByRole('button').click();
      await page.locator('#filter').focus();
      await text(page, first, /fraud_notify/);
      const heading = page.getByRole('columnheader', { name: 'p99' });
      expect(await heading.getAttribute('aria-sort')).to.equal('descending');
    });
  });

  it('can be used with the keyboard, whose place updates do not move', async () => {
    const { page, host } = await open({ host: sceneOf(shop) });
    await page.locator('.disclose').first().focus();
    await page.keyboard.press('Enter');
    await text(page, '.details', /Wait in the queue/);
    const asked = host.asked;
    await eventually(() => host.asked > asked + 1);
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('book_shipment');
    await page.keyboard.press('Enter');
    expect(await page.locator('.details').count()).to.equal(0);
  });

  it('gives everything that can be used a name', async () => {
    const { page } = await open({ host: sceneOf(shop), token, unlocked: true });
    await page.getByRole('button', { name: 'charge_card', exact: true }).last().click();
    const nodes = await usable(page);
    expect(nodes.length).to.be.above(30);
    expect(nodes.filter(({ name }) => name === '')).to.deep.equal([]);
  });

  for (const width of [320, 390, 768, 1024]) {
    it(`needs no scrolling sideways on a screen ${width} wide`, async () => {
      const host = sceneOf([
        ...shop,
        { name: 'a_task_with_a_name_'.repeat(6), speed: 1, time: 12, failing: 0.2 },
      ]);
      const viewport = { width, height: 800 };
      const { page } = await open({ host, viewport, token, unlocked: true });
      await page.locator('.disclose').first().click();
      const room = await page.evaluate('document.documentElement.scrollWidth');
      expect(room).to.equal(width);
    });
  }

  it('shows a host without workers, tasks or outbox', async () => {
    const host = new FakeHost();
    const { page, complaints } = await open({ host });
    host.now = () => statusOf({ state: 'idle', outbox: null, workers: [] }, Date.now());
    await text(page, '#health-word', 'Starting');
    await text(page, '#running-none', 'Nothing runs.');
    expect(complaints).to.deep.equal([]);
  });
});

async function text(page: Page, selector: string, wanted: string | RegExp): Promise<void> {
  await eventually(async () => {
    const shown = (await page.locator(selector).textContent({ timeout: 1000 })) ?? '';
    if (typeof wanted === 'string') expect(shown.trim()).to.equal(wanted);
    else expect(shown).to.match(wanted);
  });
}

interface Named {
  readonly role: string;
  readonly name: string;
}

/** What a screen reader offers to use, as the browser tells it. */
async function usable(page: Page): Promise<Named[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const roles = ['button', 'textbox', 'searchbox', 'combobox', 'spinbutton', 'link', 'table'];
  return nodes
    .map(({ role, name }) => ({ role: String(role?.value), name: String(name?.value ?? '') }))
    .filter(({ role }) => roles.includes(role));
}
