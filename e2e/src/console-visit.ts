import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { sharedConnection, type Connection } from './api.js';

export type Theme = 'light' | 'dark';

export interface Device {
  readonly theme: Theme;
  readonly width: number;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that the global setup has found. */
export function launchBrowser(): Promise<Browser> {
  const args = JSON.parse(process.env['CHROMIUM_ARGS'] ?? '[]') as string[];
  return chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? 'chromium', args: [...FLAGS, ...args] });
}

/**
 * One visitor with a fresh profile. What must never happen on any page is collected on the way: errors in the browser's console,
 * uncaught exceptions, anything that the content security policy had to block, and any request to another origin.
 */
export class ConsoleVisit {
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    readonly connection: Connection,
  ) {}

  static async open(browser: Browser, { theme, width }: Device = { theme: 'light', width: 1440 }): Promise<ConsoleVisit> {
    const context = await browser.newContext({
      viewport: { width, height: width < 760 ? 740 : 1000 },
      colorScheme: theme,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    const visit = new ConsoleVisit(await context.newPage(), sharedConnection());
    await visit.watch();
    return visit;
  }

  private async watch(): Promise<void> {
    const { page, problems, connection } = this;
    page.on('console', (message) => {
      // The browser's own line about an answer that is not 2xx; what the page makes of that answer is what the specs look at.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(connection.url).origin)
        problems.push(`another origin: ${request.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`blocked by ${violatedDirective}: ${blockedURI}`),
      );
    });
  }

  /** As a person does it, with the project's first token or another one. */
  async logIn(token = this.connection.token): Promise<void> {
    await this.page.goto(`${this.connection.url}/login`);
    await this.page.getByLabel('Token', { exact: true }).fill(token);
    await this.page.getByRole('button', { name: 'Log in' }).click();
    await this.heading('Jobs');
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.connection.url}/p/${this.connection.projectId}${path}`);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    await this.page.getByText('Loading', { exact: true }).waitFor({ state: 'detached' });
  }

  heading(name: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  /** What is wrong with the page as it stands: accessibility, and content that is wider than the window. */
  async faults(): Promise<readonly string[]> {
    await this.page.evaluate(AXE);
    const violations = await this.page.evaluate<string[]>(
      `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
        violations.map(({ id, help, nodes }) => id + ': ' + help + ' at ' + nodes.map(({ html }) => html).join(' ')))`,
    );
    const overflowPx = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    return overflowPx > 0 ? [...violations, `${overflowPx} px wider than the window`] : violations;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
