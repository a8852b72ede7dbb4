import { editOf, editStep } from '../src/contract/step.ts';
import { WEB_APP } from '../src/contract/web-app-program.ts';
import { startByCli, startInConsole } from './by-hand/web-app.ts';

export default editStep({
  id: 'start-web-app',
  title: 'Start the web app on the instance',
  section: 'IAM roles - only Encrypt the KMS but not Decrypt the KMS.',
  guide: {
    why:
      'The web app stores uploads in S3 under the key and reads them back, with only the permissions of the ' +
      'instance role. It shows from the outside what the role can do. The page’s app asks for the key id at a ' +
      'prompt. Here it reads the id from a file, so that kms-lab can see which key it was given, and it writes ' +
      'a log.',
    task: ({ names }) =>
      `Start ${WEB_APP.program} on ${names.instance}, at port ${WEB_APP.port}, with the id of the key ${names.key}.`,
    console: startInConsole,
    cli: startByCli,
  },
  edits: [editOf('web-app', (_current, facts) => ({ keyId: facts.key.id, port: WEB_APP.port }))],
});
