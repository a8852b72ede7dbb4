import { existsSync, mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { bundlePage } from '../../../scripts/page.mjs';
import type { DeskRoom } from '../../../src/web/server/desk-room.ts';
import { CHROMIUM, newContext, noteComplaints } from '../../report/chromium.ts';
import { type LabInBrowser, servedLab } from '../served-lab.ts';

export const MISSING = !existsSync(CHROMIUM) && !process.env.CI;

let folder: Promise<string> | undefined;

/** The page as it is in the sources, bundled once. */
export const builtPage = (): Promise<string> => {
  folder ??= (async () => {
    const path = mkdtempSync(join(tmpdir(), 'kms-lab-built-'));
    const { outputFiles } = await bundlePage();
    await Promise.all(outputFiles.map((file) => writeFile(join(path, basename(file.path)), file.contents)));
    return path;
  })();
  return folder;
};

export interface OpenPage {
  readonly page: Page;
  readonly lab: LabInBrowser;
  /** What the browser complained about. */
  readonly complaints: string[];
  /** Another page of the same browser. */
  another(): Promise<Page>;
  button(name: string): ReturnType<Page['getByRole']>;
  /** Writes a policy as a person would paste it. */
  paste(label: string | RegExp, text: string): Promise<void>;
  text(selector: string): Promise<string>;
  close(): Promise<void>;
}

interface Looks extends BrowserContextOptions {
  readonly width?: number;
  readonly pause?: number;
  readonly room?: DeskRoom;
  /** For a hook, which closes it itself. */
  readonly staysOpen?: true;
}

/** The page on a fresh sandbox, in a browser that has entered. Any request to elsewhere is a complaint. */
export async function openPage(
  browser: Browser,
  { width = 1280, pause, room, staysOpen, ...looks }: Looks = {},
): Promise<OpenPage> {
  const lab = await servedLab({
    folder: await builtPage(),
    staysOpen: true,
    ...(pause ? { pause } : {}),
    ...(room ? { room } : {}),
  });
  const context = await newContext(browser, { viewport: { width, height: 900 }, ...looks });
  const close = async (): Promise<void> => {
    await context.close();
    await lab.close();
  };
  if (!staysOpen) onTestFinished(close);
  const complaints: string[] = [];
  const open = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    noteComplaints(page, complaints, /^(data:|http:\/\/127\.0\.0\.1:)/);
    await page.goto(path);
    await page.locator('.cm-content').first().waitFor();
    return page;
  };
  const page = await open(lab.links[0]!);
  // The test looks at the account with the next link.
  await lab.enter();
  return {
    ...{ page, lab, complaints, close },
    another: () => open(lab.origin),
    button: (name) => page.getByRole('button', { name, exact: true }),
    async paste(label, text) {
      const editor = page.getByRole('textbox', { name: label });
      await editor.click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
    },
    text: async (selector) => (await page.locator(selector).allInnerTexts()).join('\n'),
  };
}

export const KEY_POLICY = 'key policy of alias/ImportedCMK';

/** Clicks, and waits for the answer. */
export async function does({ page, button }: OpenPage, name: string): Promise<void> {
  await Promise.all([page.waitForResponse('**/acts'), button(name).click()]);
}

/** Where the step's title is. */
export const titleOf = ({ page }: OpenPage) => page.locator('#step-title');

/** The heading of the role policy's editor. */
export const rolePolicyTitle = async ({ page }: OpenPage): Promise<string> =>
  (await page
    .getByRole('heading', { name: /^policy KMSWorkshop-AdditionalPermissions/ })
    .textContent())!.trim();
