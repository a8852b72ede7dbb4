import { isTerminal } from '../streams.ts';
import type { Scene, SceneParts } from './scene.ts';

/** Whole screens if the terminal can show them; otherwise lines and numbered questions. */
export async function openScene(parts: SceneParts): Promise<Scene> {
  if (isTerminal(parts.streams)) {
    const { TerminalScene } = await import('./terminal-scene.ts');
    return new TerminalScene(parts);
  }
  const { PlainScene } = await import('./plain-scene.ts');
  return new PlainScene(parts);
}
