import type { BuildResult } from 'esbuild';

type Bundled = BuildResult<{ write: false; metafile: true }>;

export function bundlePage(): Promise<Bundled>;

export function bundleBoard(): Promise<Bundled>;

export function bundleOffline(): Promise<Bundled>;
