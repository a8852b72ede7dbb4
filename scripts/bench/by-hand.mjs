/** The page by hand, with the AWS CLI: test/end-to-end/page.sh, which checks every answer as the lab does. */
import { join } from 'node:path';
import { BINARY, hasProgram, ROOT, serve, timed } from './processes.mjs';

/** Milliseconds; undefined if there is no AWS CLI. */
export async function byHand() {
  if (!hasProgram('aws') || !hasProgram('curl')) return undefined;
  const server = await serve({ args: ['--port', '0'] });
  try {
    const { ms } = await timed('sh', [join(ROOT, 'test/end-to-end/page.sh')], {
      env: {
        KMS_LAB_STATE_DIR: server.state,
        KMS_LAB: `'${process.execPath}' '${BINARY}'`,
        WEB_APP: server.address.webAppUrl,
        DOCUMENTS: join(ROOT, 'steps/documents'),
        AWS_PAGER: '',
      },
    });
    return ms;
  } finally {
    await server.stop();
  }
}
