import type { Objects, StoredText } from '../../src/contract/objects.ts';

export interface MemoryObjects extends Objects {
  readonly bodies: Map<string, StoredText & { readonly at: number }>;
}

/** Objects in memory, of which several stores may be opened. `now`: milliseconds. */
export function memoryObjects(now: () => number = () => 0): MemoryObjects {
  const bodies: MemoryObjects['bodies'] = new Map();
  let tags = 0;
  let requests = 0;
  const write = (name: string, body: string): string => {
    const tag = `"${tags++}"`;
    bodies.set(name, { body, tag, age: 0, at: now() });
    return tag;
  };
  return {
    where: 's3://memory',
    bodies,
    requests: () => requests,
    async get(name) {
      requests += 1;
      const found = bodies.get(name);
      return found && { body: found.body, tag: found.tag, age: now() - found.at };
    },
    async create(name, body) {
      requests += 1;
      return bodies.has(name) ? undefined : write(name, body);
    },
    async replace(name, body, tag) {
      requests += 1;
      return bodies.get(name)?.tag === tag ? write(name, body) : undefined;
    },
    async list(prefix) {
      requests += 1;
      return [...bodies.keys()].filter((name) => name.startsWith(prefix)).sort();
    },
  };
}
