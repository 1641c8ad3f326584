// A person before a real browser: Chromium, headless, with a profile of its own that is gone with the run.
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const limitMs = 60_000;
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of this machine: $BROWSER_COMMAND, or the first that is found. */
function executable() {
  if (process.env.BROWSER_COMMAND) return process.env.BROWSER_COMMAND;
  for (const name of names) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      // the next one
    }
  }
  throw new Error(`no browser: one of ${names.join(', ')} is needed`);
}

/** Starts a browser; `logIn(url, person)` goes there, logs in, agrees, and gives the URL of the page where it ends, after `arrived`. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: executable(), args: ['--no-sandbox', '--disable-gpu'], timeout: limitMs });
  return {
    async logIn(url, { user, password }, arrived) {
      const context = await browser.newContext();
      context.setDefaultTimeout(limitMs);
      try {
        const page = await context.newPage();
        await page.goto(url);
        await page.waitForSelector('input[name=username]', { timeout: limitMs / 3 }).catch(async () => {
          throw new Error(`no login form at ${page.url()}: ${(await page.innerText('body')).slice(0, 300)}`);
        });
        await page.fill('input[name=username]', user);
        await page.fill('input[name=password]', password);
        await Promise.all([page.waitForNavigation({ waitUntil: 'commit' }), page.press('input[name=password]', 'Enter')]);
        const agree = page.locator('[name=accept], button#submit-consent');
        await Promise.race([page.waitForURL(arrived, { waitUntil: 'commit' }), agree.first().waitFor()]);
        if (!page.url().startsWith(arrived.replace(/\*+$/, ''))) {
          for (const box of await page.locator('input[type=checkbox]:enabled').all()) await box.check();
          await agree.first().click();
          await page.waitForURL(arrived, { waitUntil: 'commit' });
        }
        return page.url();
      } finally {
        await context.close();
      }
    },
    stop: () => browser.close()
  };
}
