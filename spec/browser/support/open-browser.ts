import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

/** A browser without a window. Its sandbox needs rights that containers lack, and it sees this page alone. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
}
