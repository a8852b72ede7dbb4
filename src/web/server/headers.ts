import type { MiddlewareHandler } from 'hono';
import { NONCE, secureHeaders } from 'hono/secure-headers';

/**
 * The page loads its own files, frames the web app, and talks to its server. Styles need the nonce, because CodeMirror
 * writes them; no text becomes a script. `frames`: the origin of the web app.
 */
export const pageHeaders = (frames: () => string): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", NONCE],
      imgSrc: ['data:'],
      connectSrc: ["'self'"],
      frameSrc: [frames],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // There is no TLS to insist on.
    strictTransportSecurity: false,
  });
