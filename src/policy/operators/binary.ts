import type { Operators } from './operator.ts';

const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes, in Base64 on both sides. */
export const BINARY: Operators = {
  BinaryEquals: {
    compare: ({ text }) => (BASE64.test(text) ? (asked) => asked === text : undefined),
  },
};
