import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../spec/browser/support/open-browser.ts';
import { fifty, sceneOf, shop, type Role } from '../spec/browser/support/scenes.ts';
import { closeServers, served } from '../spec/status/support/served.ts';
import type { FakeHost } from '../spec/status/support/fake-host.ts';
import { ago } from '../spec/status/support/status-of.ts';

// Takes the pictures of the dashboard in docs/images, of hosts that are made up.

interface Picture {
  readonly name: string;
  readonly host: FakeHost;
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly token?: string;
}

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

const pictures: readonly Picture[] = [
  { name: 'light', host: sceneOf(shop) },
  { name: 'dark', host: sceneOf(shop), dark: true, token: 'a token' },
  { name: 'narrow', host: sceneOf(shop), width: 390, height: 1500 },
  { name: 'failing', host: failing(), height: 1400 },
  { name: 'draining', host: draining() },
  { name: 'load', host: sceneOf(fifty), height: 2600 },
];

function failing(): FakeHost {
  const roles = shop.map((role): Role => {
    if (role.name === 'score_fraud') return { ...role, failing: 0.35 };
    if (role.name !== 'render_invoice') return role;
    const lastDeath = 'JavaScript heap out of memory (max_heap_mb = 256)';
    return { ...role, changes: { health: { deaths: 5, restartAt: null, lastDeath }, threads: [] } };
  });
  return altered(sceneOf(roles), (status, at) => ({
    ...status,
    engine: {
      ...status.engine,
      reachable: false,
      since: ago(47_000, at),
      answeredAt: ago(48_000, at),
      lastError: 'POST /tasks: connect ECONNREFUSED 10.4.0.9:8080',
    },
    outbox: { directory: '/data/outbox', stored: 214, bytes: 1_830_000, oldestAt: ago(44_000, at) },
    workers: status.workers.map((worker) => ({ ...worker, pollPace: 'backing-off' as const })),
  }));
}

function draining(): FakeHost {
  return altered(sceneOf(shop), (status) => ({
    ...status,
    state: 'draining' as const,
    delivery: { pending: 12 },
    workers: status.workers.map((worker) => ({ ...worker, state: 'stopped' as const, waiting: 0 })),
  }));
}

type Status = ReturnType<FakeHost['now']>;

function altered(host: FakeHost, change: (status: Status, at: number) => Status): FakeHost {
  const { now } = host;
  host.now = () => change(now(), Date.now());
  return host;
}

async function take(browser: Browser, picture: Picture): Promise<void> {
  const { name, host, dark = false, width = 1360, height = 1180, token = null } = picture;
  const { url } = await served(token, host);
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    deviceScaleFactor: 1,
  });
  await page.goto(url);
  await page.locator('#workers tbody').first().waitFor();
  if (token !== null) {
    await page.getByRole('button', { name: 'Unlock control' }).click();
    await page.getByLabel('Token of the host').fill(token);
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await page.locator('#operate').waitFor();
    await page.getByRole('button', { name: 'charge_card', exact: true }).last().click();
  }
  // The pictures show a page that has heard of the host more than once.
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${folder}dashboard-${name}.png`, fullPage: width > 1000 });
  await page.close();
}

const browser = await openBrowser();
for (const picture of pictures) await take(browser, picture);
await browser.close();
await closeServers();
