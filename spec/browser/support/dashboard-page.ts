import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { FakeHost } from '../../status/support/fake-host.ts';
import { served, type Served } from '../../status/support/served.ts';

export interface Opened extends Served {
  readonly page: Page;
  /** What the page complained about, policy violations too. */
  readonly complaints: string[];
  /** Origins that it asked for something. */
  readonly origins: Set<string>;
}

export interface OpenOptions extends BrowserContextOptions {
  readonly token?: string | null;
  readonly host?: FakeHost;
  /** Gives the token to the page as if it had been entered before. */
  readonly unlocked?: boolean;
}

/** Opens the dashboard of a fake host and waits for its first frame. */
export async function openDashboard(browser: Browser, options: OpenOptions = {}): Promise<Opened> {
  const { token = null, host, unlocked = false, ...context } = options;
  const scene = await served(token, host);
  const page = await browser.newPage(context);
  const complaints: string[] = [];
  const origins = new Set<string>();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  if (unlocked) {
    const script = `sessionStorage.setItem('worker-host-token', ${JSON.stringify(token)})`;
    await page.addInitScript(script);
  }
  await page.goto(scene.url);
  await page.locator('#workers > tbody').first().waitFor();
  return { ...scene, page, complaints, origins };
}
